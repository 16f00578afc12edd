// What every spec has at hand: a page that must stay free of errors, and a check for accessibility.
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Browser, type Page } from "@playwright/test";

/** The rules of WCAG 2.2, levels A and AA, and of the versions before it, on which it builds. */
const WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export interface Shop {
  /** Fails with each violation's rule and elements. */
  expectNoAxeViolations(page: Page): Promise<void>;

  /** Holds a page that a spec opened by itself (a second browser, say) to the rule of the first: no errors. */
  watch(page: Page): void;

  /**
   * Expects this error, such as the console's line on an answer of 404 that a spec provokes. Other errors still fail
   * the test.
   */
  expectError(pattern: RegExp): void;
}

/** `test` of Playwright with a `shop`, which every test has even when it does not ask for it. */
export const test = base.extend<{ shop: Shop }>({
  shop: [
    async ({ page, browser, javaScriptEnabled }, use) => {
      const errors: string[] = [];
      const expected: RegExp[] = [];
      const watch = (page: Page) => {
        page.on("pageerror", (error) => errors.push(`${page.url()}: ${error}`));
        page.on("console", (message) => {
          if (message.type() === "error") {
            errors.push(`${page.url()}: ${message.text()} (${message.location().url})`);
          }
        });
      };
      watch(page);
      await use({
        expectNoAxeViolations: (page) =>
          javaScriptEnabled ? expectNoAxeViolations(page) : expectNoAxeViolationsInTheDocument(page, browser),
        watch,
        expectError: (pattern) => expected.push(pattern),
      });
      const unexpected = errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
      expect(unexpected, "the browser reported errors").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

async function expectNoAxeViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG_2_2_AA).analyze();
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.html) }));
  expect(found, `${page.url()} has accessibility violations`).toEqual([]);
}

/**
 * axe is a script itself and hangs where none may run. So it is shown the same document in a second browser that
 * would run scripts, but for a policy that forbids the page its own.
 */
async function expectNoAxeViolationsInTheDocument(page: Page, browser: Browser): Promise<void> {
  const dark = await page.evaluate(() => matchMedia("(prefers-color-scheme: dark)").matches);
  const context = await browser.newContext({
    javaScriptEnabled: true,
    viewport: page.viewportSize(),
    colorScheme: dark ? "dark" : "light",
    storageState: await page.context().storageState(),
  });
  const twin = await context.newPage();
  const body = await page.content();
  const headers = { "content-security-policy": "script-src 'none'" };
  await twin.route(page.url(), (route) => route.fulfill({ body, headers, contentType: "text/html; charset=utf-8" }));
  await twin.goto(page.url());
  await expectNoAxeViolations(twin);
  await context.close();
}
