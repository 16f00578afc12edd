// Where the demo shop of a test run listens and keeps its data.
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const port = 3100;

export const baseURL = `http://127.0.0.1:${port}`;

// Each of Playwright's processes loads this file; the first one makes the folder, the others inherit its name.
process.env["HANBEOL_END2END_DATA"] ??= mkdtempSync(join(tmpdir(), "hanbeol-end2end-"));

/** The folder of the shop's databases, new in each run. */
export const dataDirectory: string = process.env["HANBEOL_END2END_DATA"];

/** Where the shop writes the seller's one-time link. */
export const sellerLinkFile: string = join(dataDirectory, "seller-link");
