// Every page in both languages: valid HTML, accessible by axe's rules, no sideways scroll on a phone or on a desk, targets large
// enough for a thumb. Pictures of each, light and dark, are left among the results, to look at.
import type { Page, TestInfo } from "@playwright/test";
import { demo } from "../demo.ts";
import { expect, test, type Shop } from "../fixtures.ts";
import { Buyer, Seller, post } from "../http.ts";
import { HANEUL } from "../pages/CheckoutPage.ts";
import { LANGS, type Lang } from "../pages/ShopPage.ts";
import { ANSWER_LOST, NO_ANSWERS, setDown, setFaults } from "../sandbox.ts";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };
/** As wide as a desk's window at four times its size, where nothing may scroll sideways either (WCAG 1.4.10). */
const ENLARGED = { width: 320, height: 256 };

/** A path with the name that its pictures get. */
type Visit = [name: string, path: string];

test.describe.configure({ timeout: 420_000 });
test.afterEach(async () => {
  await setDown(demo, false);
  await setFaults(demo);
});

for (const lang of LANGS) {
  test(`the buyer's pages are accessible and fit every screen (${lang})`, { tag: "@js" }, async ({ page, seller, shop }, info) => {
    shop.expectError(/404/);
    await inspect(page, shop, info, lang, ["cart, empty", "/cart"]);
    await inspect(page, shop, info, lang, ["my page, no order yet", "/mypage"]);
    for (const visit of await buyersPages(new Buyer(page.request), new Seller(seller.request))) {
      await inspect(page, shop, info, lang, visit);
    }
  });

  test(`the pages of a payment that was not sent or not answered are accessible and fit every screen (${lang})`, { tag: "@js" }, async ({
    page,
    shop,
  }, info) => {
    const buyer = new Buyer(page.request);
    const [busy, checked, cancelled] = [await buyer.order(), await buyer.order(), await buyer.order()];
    await setDown(demo, true);
    await buyer.pay(busy.id);
    await setDown(demo, false);
    await setFaults(demo, ANSWER_LOST, ...NO_ANSWERS);
    await buyer.pay(checked.id);
    await buyer.pay(cancelled.id);
    await buyer.cancel(cancelled.id);
    await inspect(page, shop, info, lang, ["pay, busy", `/orders/${busy.id}/pay`]);
    await inspect(page, shop, info, lang, ["pay, being checked", `/orders/${checked.id}/pay`]);
    await inspect(page, shop, info, lang, ["order, being checked", `/orders/${checked.id}`]);
    await inspect(page, shop, info, lang, ["order, cancelled while being checked", `/orders/${cancelled.id}`]);
    await inspect(page, shop, info, lang, ["my page, payments", "/mypage"]);
  });

  test(`the seller's pages are accessible and fit every screen (${lang})`, { tag: "@js" }, async ({ page, seller, shop }, info) => {
    for (const visit of await sellersPages(new Buyer(page.request), new Seller(seller.request))) {
      await inspect(seller, shop, info, lang, visit);
    }
    await inspect(page, shop, info, lang, ["log-in", "/seller/log-in"]);
    await inspect(page, shop, info, lang, ["log-in by link", "/seller/log-in?token=x"]);
    await inspect(page, shop, info, lang, ["log-in refused", "/seller/log-in?error=wrong"]);
  });
}

/** The buyer's pages, in every state that can be reached at once. */
async function buyersPages(buyer: Buyer, seller: Seller): Promise<Visit[]> {
  const refusedDraft = await buyer.begin({ quantity: "2" });
  await post(buyer.request, "place_order", { ...HANEUL, draft: refusedDraft, email: "haneul@", name: "", address2: "" });
  const unpaid = await buyer.order({ garment: "trench", dye: "sand" });
  const declined = await buyer.order({ garment: "trousers", dye: "char" });
  await buyer.pay(declined.id, "declined");
  const placed = await buyer.orderAndPay();
  const shipped = await buyer.orderAndPay({ garment: "hoodie", dye: "oat" });
  await seller.label(shipped.id);
  await seller.ship(shipped.id);
  const delivered = await buyer.orderAndPay({ garment: "oxford", dye: "sky" });
  await seller.label(delivered.id);
  await seller.ship(delivered.id);
  await seller.deliver(delivered.id);
  const stopped = await buyer.orderAndPay({ garment: "linen", dye: "cotton" });
  await seller.label(stopped.id);
  await buyer.cancel(stopped.id);
  const cancelled = await buyer.orderAndPay({ garment: "scarf", dye: "ash", size: "F" });
  await buyer.cancel(cancelled.id);
  await buyer.putIntoCart();
  await buyer.putIntoCart({ garment: "trench", dye: "sand", quantity: "2" });
  const draft = await buyer.begin({ garment: "padded", dye: "pine", size: "S" });
  return [
    ["home", "/"],
    ["list", "/garments"],
    ["list, last page", "/garments?page=2"],
    ["category", "/c/knit"],
    ["list, filtered", "/garments?color=ink&size=M&price=50000-100000&in=on"],
    ["list, searched", "/garments?q=%EB%8B%88%ED%8A%B8"],
    ["list, near", "/garments?q=%ED%8A%B8%EB%9E%9C%EC%B9%98%EC%BD%94%ED%8A%B8"],
    ["list, not found", "/garments?q=%EC%9A%B0%EC%A3%BC%EB%B3%B5"],
    ["list, nothing found", "/c/outer?price=-50000"],
    ["outfit", "/outfits/morning"],
    ["outfit, partly sold out", "/outfits/snow"],
    ["garment", "/garments/trench"],
    ["garment, sold out", "/garments/slip"],
    ["garment, refused", "/garments/tee?dye=ink&size=&quantity=11&error=size"],
    ["cart", "/cart"],
    ["cart, refused", "/cart?error=short"],
    ["checkout", `/checkout/${draft}`],
    ["checkout, refused", `/checkout/${refusedDraft}`],
    ["pay", `/orders/${unpaid.id}/pay`],
    ["pay, declined", `/orders/${declined.id}/pay`],
    ["confirmation", `/orders/${placed.id}?placed=1`],
    ["order, unpaid", `/orders/${unpaid.id}`],
    ["order, shipped", `/orders/${shipped.id}`],
    ["order, delivered", `/orders/${delivered.id}`],
    ["order, stop asked", `/orders/${stopped.id}`],
    ["order, cancelled", `/orders/${cancelled.id}`],
    ["order, refused", `/orders/${placed.id}?notice=conflict`],
    ["order, delivery changed", `/orders/${placed.id}/address`],
    ["order, sent back", `/orders/${delivered.id}/return`],
    ["order, once more", `/orders/${delivered.id}/again`],
    ["receipt", `/orders/${placed.id}/receipt`],
    ["my page", "/mypage"],
    ["my page, nothing in it", "/mypage?tab=nothing"],
    ["account, log-in", "/account/log-in"],
    ["account, register", "/account/register"],
    ["account, a link that is void", "/account/reset?token=00"],
    ["mails", "/mails"],
    ["not found", "/nowhere"],
  ];
}

/** The seller's pages. */
async function sellersPages(buyer: Buyer, seller: Seller): Promise<Visit[]> {
  const ready = await buyer.orderAndPay({ garment: "tote", dye: "moss", size: "F" });
  const held = await buyer.orderAndPay({ garment: "parka", dye: "sand" });
  await seller.command("hold", held.id, { reason: "단추를 확인해요" });
  const labelled = await buyer.orderAndPay({ garment: "beanie", dye: "pine", size: "F" });
  await seller.label(labelled.id);
  const stopped = await buyer.orderAndPay();
  await seller.label(stopped.id);
  await buyer.cancel(stopped.id);
  const shipped = await buyer.orderAndPay({ garment: "jeans", dye: "denim" });
  await seller.label(shipped.id);
  await seller.ship(shipped.id);
  return [
    ["queue", "/seller"],
    ["queue, to look at", "/seller?tab=look"],
    ["queue, sent", "/seller?tab=shipped&notice=delivered"],
    ["queue, nothing found", "/seller?q=nobody"],
    ["queue, ready", "/seller?tab=ready"],
    ["ship many", "/seller/ship"],
    ["find orders", "/seller/orders"],
    ["find orders, no day", "/seller/orders?from=x"],
    ["slips", "/seller/slips?of=ready"],
    ["labels", "/seller/labels?of=ready"],
    ["pick list", "/seller/pick-list?of=ready"],
    ["audit", "/seller/audit"],
    ["order, ready", `/seller/orders/${ready.id}`],
    ["order, refused", `/seller/orders/${ready.id}?notice=bad_tracking&carrier=post&tracking=%EA%B0%80`],
    ["order, on hold", `/seller/orders/${held.id}`],
    ["order, labelled", `/seller/orders/${labelled.id}`],
    ["order, stop asked", `/seller/orders/${stopped.id}`],
    ["order, shipped", `/seller/orders/${shipped.id}?notice=shipped`],
    ["order, cancelled by the shop", `/seller/orders/${ready.id}/cancel`],
    ["returns", "/seller/returns"],
    ["stock", "/seller/stock"],
    ["stock of a garment", "/seller/stock/tee"],
    ["ledger", "/seller/stock/tee/ink/M"],
    ["garments", "/seller/garments"],
    ["garment, new", "/seller/garments/new"],
    ["garment, edited", "/seller/garments/tee"],
    ["photographs", "/seller/garments/tee/photographs"],
    ["outfits", "/seller/outfits"],
    ["outfit, new", "/seller/outfits/new"],
    ["outfit, edited", "/seller/outfits/morning"],
    ["numbers", "/seller/numbers"],
    ["events", "/seller/events"],
    ["settings", "/seller/settings"],
  ];
}

/** How a page is looked at. The rules of size look at the first and the last, which differ in everything. */
const LOOKS = [
  { viewport: DESK, colorScheme: "light" },
  { viewport: DESK, colorScheme: "dark" },
  { viewport: PHONE, colorScheme: "light" },
  { viewport: PHONE, colorScheme: "dark" },
] as const;

/** Whether axe looks, too: in CI Korean as the first and English as the last, as its looks take the longest. */
function isForAxe(lang: Lang, look: number): boolean {
  return process.env["HANBEOL_TEST_ALL"] === "true" || (look === 0) === (lang === "ko");
}

/** Looks at one page in one language. Nobody looks at the pictures of CI. */
async function inspect(page: Page, shop: Shop, info: TestInfo, lang: Lang, [name, path]: Visit): Promise<void> {
  const pictures = process.env["CI"] !== "true";
  await test.step(name, async () => {
    const answer = await page.goto(lang === "ko" ? path : `/en${path}`.replace(/\/$/, ""));
    shop.judge(name, (await answer?.text()) ?? "");
    for (const [at, { viewport, colorScheme }] of LOOKS.entries()) {
      const judged = at === 0 || at === LOOKS.length - 1;
      if (!judged && !pictures) {
        continue;
      }
      await page.setViewportSize(viewport);
      // Without motion colours change at once: axe would else measure them half way.
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      if (pictures) {
        const picture = `${name}, ${lang}, ${viewport.width}, ${colorScheme}.png`.replaceAll(/[, ]+/g, "-");
        await page.screenshot({ path: info.outputPath(picture), fullPage: true });
      }
      if (judged) {
        await expectItFits(page, name);
        if (isForAxe(lang, at)) {
          await shop.expectNoAxeViolations(page);
        }
      }
    }
    await page.setViewportSize(ENLARGED);
    await expectItFits(page, name);
  });
}

/** No sideways scroll, and targets of 44 px. */
async function expectItFits(page: Page, name: string): Promise<void> {
  const { overflow, small } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    // What is hidden from readers is for no pointer either: a form's first button is pressed by Enter alone.
    const hit = "button:not([aria-hidden]), nav a, a.btn, summary, a.fresh";
    const targets = [...document.querySelectorAll<HTMLElement>(hit)];
    const small = targets
      .filter((target) => target.checkVisibility() && target.getClientRects().length > 0)
      .map((target) => ({ target, box: target.getBoundingClientRect() }))
      .filter(({ box }) => box.height < 43.9 || box.width < 43.9)
      .map(({ target, box }) => `${target.textContent?.trim()}: ${box.width.toFixed()} x ${box.height.toFixed()}`);
    return { overflow: scrollWidth - clientWidth, small };
  });
  const where = `${name} at ${page.viewportSize()?.width} px`;
  expect.soft(overflow, `${where} scrolls sideways`).toBeLessThanOrEqual(0);
  expect.soft(small, `${where} has targets that are too small`).toEqual([]);
}
