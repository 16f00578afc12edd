// Draws the pictures that are kept in the repository, with the shop of a test run. Needs what `cargo xtask build` makes.
//
//   npm run cards        public/cards and the icons: what is shown where a page is shared
//   npm run screenshots  docs/screenshots: the main pages, for the README
import { defineConfig } from "@playwright/test";
import specs from "./playwright.config.ts";

export default defineConfig({
  ...specs,
  testDir: "pictures",
  testMatch: "*.ts",
  timeout: 600_000,
  // A picture is put together from parts of a page, which its policy would refuse.
  use: { ...specs.use, bypassCSP: true, trace: "off" },
  projects: [{ name: "pictures" }],
});
