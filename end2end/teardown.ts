// Removes what a test run's shop has stored.
import { rmSync } from "node:fs";
import { dataDirectory } from "./demo.ts";

export default function teardown(): void {
  rmSync(dataDirectory, { recursive: true, force: true, maxRetries: 5 });
}
