// Removes what a test run's shop has stored.
import { rmSync } from "node:fs";
import { demo } from "./demo.ts";

export default function teardown(): void {
  rmSync(demo.dataDirectory, { recursive: true, force: true, maxRetries: 5 });
}
