// How the browser tests run: against a demo shop of their own, in Chromium, on a desk with JavaScript and on a phone
// without. `cargo xtask test --all` turns that round as well, and shows the shop in the dark.
//
// A test that needs JavaScript says so by the tag @js, one that only makes sense without it by @nojs, and one that
// takes too long for CI by @long (`cargo xtask test --all` runs those).
import { defineConfig, devices, type Project } from "@playwright/test";
import { demo } from "./demo.ts";
import { find } from "./programs.ts";

const ci = process.env["CI"] === "true";
const asRoot = process.getuid?.() === 0;

/** The Chromium that we are told of, else one on PATH, else none: Playwright then takes the one it downloaded. */
function chromium(): string | undefined {
  return process.env["HANBEOL_CHROMIUM"] ?? find("chromium", "chromium-browser", "google-chrome");
}

const all = process.env["HANBEOL_TEST_ALL"] === "true";
const DESK = { width: 1280, height: 800 };
const PHONE = { width: 360, height: 740 };

/** Tests to leave out: those with these tags, and the long ones unless all are wanted. */
function without(...tags: string[]): RegExp[] {
  const long = all ? [] : ["@long"];
  return [...tags, ...long].map((tag) => new RegExp(`${tag}\\b`));
}

/** What CI leaves to `cargo xtask test --all`. Pages are judged at each size and in each colour scheme by themselves. */
const REST_OF_THE_MATRIX: Project[] = [
  { name: "javascript, phone", use: { viewport: PHONE, colorScheme: "dark" }, grepInvert: without("@nojs") },
  {
    name: "no javascript, desk",
    use: { javaScriptEnabled: false, colorScheme: "dark" },
    grepInvert: without("@js"),
  },
];

export default defineConfig({
  testDir: "specs",
  forbidOnly: ci,
  retries: ci ? 1 : 0,
  // One shop serves all tests of a project: orders that two tests make at once would meet in the seller's queue.
  // `cargo xtask test` runs each project by itself.
  workers: 1,
  reporter: "list",
  globalTeardown: "./teardown.ts",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    ...devices["Desktop Chrome"],
    viewport: DESK,
    baseURL: demo.baseURL,
    locale: "ko-KR",
    timezoneId: "Asia/Seoul",
    screenshot: "only-on-failure",
    // Recording takes time: in CI a test is traced only when it failed and runs again.
    trace: ci ? "on-first-retry" : "retain-on-failure",
    launchOptions: {
      executablePath: chromium(),
      // Chromium's own sandbox does not start as root.
      chromiumSandbox: !asRoot,
      args: [
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "javascript", grepInvert: without("@nojs") },
    { name: "no javascript", use: { javaScriptEnabled: false, viewport: PHONE }, grepInvert: without("@js") },
    ...(all ? REST_OF_THE_MATRIX : []),
  ],
  webServer: {
    command: demo.command.map((word) => `"${word}"`).join(" "),
    url: `${demo.baseURL}/health/ready`,
    // A shop from elsewhere would bring its own orders.
    reuseExistingServer: false,
    stdout: "ignore",
    stderr: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
});
