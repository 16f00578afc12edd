// A PostgreSQL server for a spec, from the machine's own binaries, in a directory that goes away with it.
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";

const SCRIPT = join(import.meta.dirname, "../server/cluster/src/postgres.sh");

/** Where its programs are: on the path, or where Debian puts them. */
function binaries(): string | undefined {
  const debian = "/usr/lib/postgresql";
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), ...versions.map((version) => join(debian, version, "bin"))];
  const found = folders.map((folder) => join(folder, "initdb")).filter((program) => existsSync(program));
  // What is on the path may be a link; the others are beside the program itself.
  return found.map((program) => dirname(realpathSync(program))).find((folder) => existsSync(join(folder, "createdb")));
}

/** The user and group that Debian's package makes, or nobody's: the server does not start as root. */
function unprivileged(): { uid: number; gid: number } {
  const users = readFileSync("/etc/passwd", "utf8").split("\n").map((line) => line.split(":"));
  const [, , uid, gid] = users.find(([name]) => name === "postgres") ?? users.find(([name]) => name === "nobody") ?? [];
  return { uid: Number(uid), gid: Number(gid) };
}

export class Postgres {
  private constructor(
    private readonly directory: string,
    private readonly folder: string,
    private readonly shell: ChildProcess,
  ) {}

  /** Starts one; nothing when the machine has none. */
  static async start(): Promise<Postgres | undefined> {
    const folder = binaries();
    if (folder === undefined) {
      return undefined;
    }
    const directory = mkdtempSync(join(tmpdir(), "hanbeol-postgres-"));
    const user = process.getuid?.() === 0 ? unprivileged() : undefined;
    if (user !== undefined) {
      chownSync(directory, user.uid, user.gid);
    }
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env["PATH"]}` };
    const shell = spawn("sh", [SCRIPT, directory], { ...user, env, cwd: directory, stdio: ["pipe", "pipe", "ignore"] });
    const [said] = await once(shell.stdout, "data");
    if (String(said).trim() !== "ready") {
      throw new Error(`PostgreSQL did not start: ${said}`);
    }
    return new Postgres(directory, folder, shell);
  }

  /** A new database. Says its URL. */
  create(database: string): string {
    execFileSync(join(this.folder, "createdb"), ["-h", this.directory, "-U", "hanbeol", database]);
    return `postgres://hanbeol@localhost/${database}?host=${encodeURIComponent(this.directory)}`;
  }

  async stop(): Promise<void> {
    const ended = once(this.shell, "exit");
    this.shell.stdin?.end();
    await ended;
  }
}
