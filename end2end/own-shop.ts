// A shop of a spec's own, as a process that can be stopped and started again without stopping anybody else's.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Demo, PORT } from "./demo.ts";
import { expect } from "./fixtures.ts";

export class OwnShop extends Demo {
  private process: ChildProcess | undefined;

  /** More arguments of `hanbeol demo` may follow, such as its databases. */
  constructor(private readonly more: string[] = []) {
    super(mkdtempSync(join(tmpdir(), "hanbeol-own-")), PORT + 1, PORT + 11);
  }

  async start(): Promise<void> {
    const [program, ...args] = this.command;
    this.process = spawn(program, [...args, ...this.more], { stdio: "ignore" });
    const ready = () =>
      fetch(`${this.baseURL}/health/ready`).then(
        (response) => response.status,
        () => 0,
      );
    await expect.poll(ready, { timeout: 20_000 }).toBe(200);
  }

  async stop(): Promise<void> {
    if (this.process?.exitCode === null) {
      const ended = once(this.process, "exit");
      this.process.kill("SIGTERM");
      await ended;
    }
  }

  /** Stops it for good, and forgets its data. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.dataDirectory, { recursive: true, force: true, maxRetries: 5 });
  }
}
