// Where the demo shop of a test run listens and keeps its data, and how a shop is started.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Which build of the program is tried: the quick one, or the one to deploy. */
const PROFILE = process.env["HANBEOL_END2END_PROFILE"] ?? "debug";

/** A demo shop: where it listens, where it keeps its data. */
export class Demo {
  /** Where the shop writes the seller's one-time link. */
  readonly sellerLinkFile: string;

  constructor(
    readonly dataDirectory: string,
    readonly port: number,
    readonly sandboxPort: number,
  ) {
    this.sellerLinkFile = join(dataDirectory, "seller-link");
  }

  get baseURL(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The payment provider's address, for its ledger and its switches. */
  get sandboxURL(): string {
    return `http://127.0.0.1:${this.sandboxPort}`;
  }

  /** What starts it, program first. */
  get command(): [string, ...string[]] {
    return [
      join(import.meta.dirname, "../target", PROFILE, "hanbeol"),
      "demo",
      ...["--data", this.dataDirectory],
      ...["--port", String(this.port)],
      ...["--sandbox-port", String(this.sandboxPort)],
      ...["--seller-link-file", this.sellerLinkFile],
    ];
  }
}

// Each of Playwright's processes loads this file; the first one makes the folder, the others inherit its name.
process.env["HANBEOL_END2END_DATA"] ??= mkdtempSync(join(tmpdir(), "hanbeol-end2end-"));

/** The first of the ports that a run takes: of its shop, of a spec's own shop (+1) and of another program over its data (+2), of their sandboxes (+10, +11). */
export const PORT = Number(process.env["HANBEOL_END2END_PORT"] ?? 3100);

/** The shop of this test run, new in each run. */
export const demo = new Demo(process.env["HANBEOL_END2END_DATA"], PORT, PORT + 10);
