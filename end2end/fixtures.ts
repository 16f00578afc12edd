// What every spec has at hand: a page that must stay free of errors, a check for accessibility, and other people.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base, type Browser, type Locator, type Page } from "@playwright/test";
import { demo } from "./demo.ts";
import { canCheckHtml, Documents } from "./html.ts";
import { post } from "./http.ts";

/** The rules of WCAG 2.2, levels A and AA, and of the versions before it, on which it builds. */
const WCAG_2_2_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export interface Shop {
  /** Fails with each violation's rule and elements. */
  expectNoAxeViolations(page: Page): Promise<void>;

  /** Has a document judged as HTML once the test is over, with all the others. */
  judge(name: string, html: string): void;

  /** Holds a page that a spec opened by itself (a second browser, say) to the rule of the first: no errors. */
  watch(page: Page): void;

  /**
   * Expects this error, such as the console's line on an answer of 404 that a spec provokes. Other errors still fail
   * the test.
   */
  expectError(pattern: RegExp): void;
}

/**
 * Expects a text that is going to change on a page that is open. Where scripts run the page has to change by itself;
 * where none may, it is asked for again.
 */
export type Follow = (text: Locator, expected: string | RegExp) => Promise<void>;

interface Fixtures {
  shop: Shop;
  follow: Follow;
  /** The seller's page, signed in, in a browser of their own. */
  seller: Page;
  /** Somebody else's page, in another browser. */
  stranger: Page;
}

/** `test` of Playwright with a `shop`, which every test has even when it does not ask for it, and the others in it. */
export const test = base.extend<Fixtures, { sellerState: string }>({
  shop: [
    async ({ page, browser, javaScriptEnabled }, use) => {
      const errors: string[] = [];
      const expected: RegExp[] = [];
      const documents = new Documents();
      const watch = (page: Page) => {
        page.on("pageerror", (error) => errors.push(`${page.url()}: ${error.stack ?? error}`));
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
        judge: (name, html) => documents.add(name, html),
        watch,
        expectError: (pattern) => expected.push(pattern),
      });
      const unexpected = errors.filter((error) => !expected.some((pattern) => pattern.test(error)));
      expect(unexpected, "the browser reported errors").toEqual([]);
      if (canCheckHtml) {
        documents.expectValid();
      }
    },
    { auto: true },
  ],

  follow: async ({ javaScriptEnabled }, use) => {
    await use(async (text, expected) => {
      if (javaScriptEnabled) {
        await expect(text).toHaveText(expected);
      } else {
        const shown = async () => {
          // A reload that meets a navigation under way is refused: it is asked again with the next look.
          await text.page().reload().catch(() => undefined);
          return (await text.allTextContents()).join().trim();
        };
        const asked = expect.poll(shown, `what ${text} shows when asked again`);
        await (typeof expected === "string" ? asked.toBe(expected) : asked.toMatch(expected));
      }
    });
  },

  // The link works once, and a worker may be replaced after a failure: the first one leaves its cookie to the others.
  sellerState: [
    async ({ playwright }, use) => {
      const file = join(demo.dataDirectory, "seller-state.json");
      if (!existsSync(file)) {
        const request = await playwright.request.newContext({ baseURL: demo.baseURL });
        const token = new URL(readFileSync(demo.sellerLinkFile, "utf8").trim()).searchParams.get("token") ?? "";
        await post(request, "sign_in", { token });
        await request.storageState({ path: file });
        await request.dispose();
      }
      await use(file);
    },
    { scope: "worker" },
  ],

  seller: async ({ browser, shop, sellerState }, use) => {
    const context = await browser.newContext({ storageState: sellerState });
    const page = await context.newPage();
    shop.watch(page);
    await use(page);
    await context.close();
  },

  stranger: async ({ browser, shop }, use) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    shop.watch(page);
    await use(page);
    await context.close();
  },
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
