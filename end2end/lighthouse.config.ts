// Has Lighthouse judge the shop that one would deploy: `cargo xtask bench` and `cargo xtask test --all` run it.
import { defineConfig } from "@playwright/test";
import specs from "./playwright.config.ts";

export default defineConfig({
  ...specs,
  testDir: "lighthouse",
  testMatch: "*.ts",
  // What was measured is said, good or bad.
  retries: 0,
  timeout: 300_000,
  projects: [{ name: "lighthouse" }],
});
