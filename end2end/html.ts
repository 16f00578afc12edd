// Whether documents are HTML, judged by the Nu Html Checker (vnu), which is a Java program.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@playwright/test";

const VNU = join(import.meta.dirname, "node_modules/vnu-jar/build/dist/vnu.jar");

/** What the checker says of one place in one document. */
interface Message {
  url: string;
  type: "error" | "info" | "non-document-error";
  message: string;
  extract?: string;
}

/** Whether this machine can run the checker. `cargo xtask test` says so where it cannot, and CI has to. */
export const canCheckHtml = spawnSync("java", ["-version"]).status === 0;

/** Documents as they came from the server, by the name of the page, to be judged all at once: Java starts slowly. */
export class Documents {
  private readonly named = new Map<string, string>();

  add(name: string, html: string): void {
    this.named.set(name, html);
  }

  /** Fails with each error and each warning, and where it is. */
  expectValid(): void {
    if (this.named.size === 0) {
      return;
    }
    const folder = mkdtempSync(join(tmpdir(), "hanbeol-html-"));
    const names = [...this.named.keys()];
    for (const [at, name] of names.entries()) {
      writeFileSync(join(folder, `${at}.html`), this.named.get(name) ?? "");
    }
    // It does not guess the language: slips in English are full of Korean names and addresses.
    const args = ["--format", "json", "--exit-zero-always", "--no-langdetect", folder];
    const checker = spawnSync("java", ["-jar", VNU, ...args], {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    rmSync(folder, { recursive: true });
    expect(checker.status, `the HTML checker failed: ${checker.stderr.slice(-2000)}`).toBe(0);
    const { messages } = JSON.parse(checker.stderr) as { messages: Message[] };
    const found = messages.map(({ url, type, message, extract }) => {
      const name = names[Number(/(\d+)\.html$/.exec(url)?.[1])] ?? url;
      return `${name}: ${type}: ${message} ${extract ?? ""}`;
    });
    expect(found, "documents are not valid HTML").toEqual([]);
  }
}
