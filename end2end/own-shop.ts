// A shop of a spec's own, as a process that can be stopped and started again without stopping anybody else's.
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Demo, PORT } from "./demo.ts";
import { expect } from "./fixtures.ts";

/** A program that serves at an address, and can be stopped and started again. */
class Program {
  private process: ChildProcess | undefined;

  constructor(
    private readonly command: [string, ...string[]],
    readonly baseURL: string,
  ) {}

  async start(): Promise<void> {
    const [program, ...args] = this.command;
    this.process = spawn(program, args, { stdio: "ignore" });
    const ready = () =>
      fetch(`${this.baseURL}/health/ready`).then(
        (response) => response.status,
        () => 0,
      );
    await expect.poll(ready, { timeout: 20_000 }).toBe(200);
  }

  /** Ends it in order, or at once, as a machine that goes away does. */
  async stop(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    if (this.process?.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, "exit");
      this.process.kill(signal);
      await ended;
    }
  }
}

/** A shop of a spec's own: a demo with its sandbox. */
export class OwnShop extends Demo {
  private readonly program: Program;

  /** More arguments of `hanbeol demo` may follow, such as its databases. */
  constructor(more: string[] = []) {
    super(mkdtempSync(join(tmpdir(), "hanbeol-own-")), PORT + 1, PORT + 11);
    this.program = new Program([...this.command, ...more], this.baseURL);
  }

  async start(): Promise<void> {
    await this.program.start();
  }

  async stop(signal?: "SIGTERM" | "SIGKILL"): Promise<void> {
    await this.program.stop(signal);
  }

  /** Another program over this shop's databases, which are given as arguments, that does so much of its work. */
  another(databases: string[], roles: string): Program {
    const baseURL = `http://127.0.0.1:${PORT + 2}`;
    const [hanbeol] = this.command;
    const provider = ["--provider", "stripe", "--payment-url", this.sandboxURL, "--payment-key", "sk_test_hanbeol"];
    const seller = ["--seller-password", "a password of the seller's"];
    const here = ["--listen", `127.0.0.1:${PORT + 2}`, "--public-url", this.baseURL, "--roles", roles];
    return new Program([hanbeol, "serve", ...databases, ...provider, ...seller, ...here], baseURL);
  }

  /** Stops it for good, and forgets its data. */
  async close(): Promise<void> {
    await this.stop();
    rmSync(this.dataDirectory, { recursive: true, force: true, maxRetries: 5 });
  }
}
