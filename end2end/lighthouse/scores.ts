// Lighthouse's scores of the three pages on which a stranger arrives, as a phone on a slow network sees them.
import { chromium, expect, test } from "@playwright/test";
import lighthouse from "lighthouse";
import { demo } from "../demo.ts";

const PAGES = { home: "/", list: "/c/knit", garment: "/garments/trench" };
const CATEGORIES = ["performance", "accessibility", "best-practices", "seo"];
const LEAST = 95;

/** Where the browser that Lighthouse looks through listens, beside the ports of the shop. */
const DEBUGGING_PORT = demo.port + 20;

for (const [name, path] of Object.entries(PAGES)) {
  test(`${name} is quick, accessible, sound and found`, async ({}, info) => {
    const { launchOptions } = info.project.use;
    const args = [...(launchOptions?.args ?? []), `--remote-debugging-port=${DEBUGGING_PORT}`];
    const browser = await chromium.launch({ ...launchOptions, args });
    const result = await lighthouse(`${demo.baseURL}${path}`, {
      port: DEBUGGING_PORT,
      onlyCategories: CATEGORIES,
      logLevel: "error",
    }).finally(() => browser.close());
    const report = result?.lhr;
    const scores = CATEGORIES.map((category) => [category, Math.round((report?.categories[category]?.score ?? 0) * 100)] as const);
    const shift = report?.audits["cumulative-layout-shift"]?.numericValue;
    console.log(`Lighthouse ${report?.lighthouseVersion}, mobile, ${name}: ${scores.map((score) => score.join(" ")).join(", ")}; layout shift ${shift}`);
    const failed = Object.values(report?.audits ?? {}).filter(({ score }) => score !== null && score < 0.9);
    for (const { id, title, displayValue } of failed) {
      console.log(`  ${id}: ${title} ${displayValue ?? ""}`);
    }
    for (const [category, score] of scores) {
      expect.soft(score, category).toBeGreaterThanOrEqual(LEAST);
    }
    expect(shift, "cumulative layout shift").toBe(0);
  });
}
