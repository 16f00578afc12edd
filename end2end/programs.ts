// Programs of this machine that tests start.
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Where PATH has the first of these names that it has at all. */
export function find(...names: string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
