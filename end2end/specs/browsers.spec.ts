// The main flow in the other two families of browsers: choose, order, pay, and see it ship without asking again.
import { firefox, webkit, type OtherBrowser } from "../browsers.ts";
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Seller } from "../http.ts";
import { HANEUL } from "../pages/CheckoutPage.ts";

const BROWSERS: [name: string, start: () => Promise<OtherBrowser | undefined>][] = [
  ["Firefox", firefox],
  ["WebKitGTK", webkit],
];

for (const [name, start] of BROWSERS) {
  test(`a garment is ordered, paid, and seen to ship in ${name}`, { tag: ["@js", "@long"] }, async ({ seller }, info) => {
    test.skip(info.project.name !== "javascript", "once is enough");
    const browser = await start();
    test.skip(browser === undefined, `this machine has no ${name}`);
    if (browser !== undefined) {
      await buyAndFollow(browser, new Seller(seller.request)).finally(() => browser.close());
    }
  });
}

async function buyAndFollow(browser: OtherBrowser, seller: Seller): Promise<void> {
  await browser.open(`${demo.baseURL}/garments/tee`);
  await browser.click("label:has(input[name=dye][value=ink]), input[name=dye][value=ink]");
  await browser.click("label:has(input[name=size][value=M]), input[name=size][value=M]");
  await browser.click("form[action='/checkout'] button:not([formaction])");

  await expect.poll(() => browser.url()).toMatch(/\/checkout\/[^/]+$/);
  for (const [field, value] of Object.entries(HANEUL)) {
    await browser.type(`[name=${field}]`, value);
  }
  await browser.click("[name=agree]");
  await browser.click("[name=privacy]");
  await browser.click("main button[form=order]");

  await expect.poll(() => browser.url()).toMatch(/\/orders\/[^/]+\/pay$/);
  const order = /\/orders\/([^/]+)\/pay$/.exec(await browser.url())?.[1] ?? "";
  // The first card is the one that is approved.
  await browser.click("input[name=card]");
  await browser.click("main button[form=pay], form[action='/api/pay'] button");

  await expect.poll(() => browser.text("main")).toContain("고맙습니다");
  await expect.poll(() => browser.text(".state .chip")).toBe("상품준비중");
  await seller.label(order);
  await seller.ship(order);
  await expect.poll(() => browser.text(".state .chip"), "the page follows by itself").toBe("배송중");
  expect(browser.errors()).toEqual([]);
}
