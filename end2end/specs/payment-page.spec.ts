// Paying at the provider: at the bank after a card was chosen here, and on the provider's own page. There, back, and not back.
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer } from "../http.ts";
import { OwnShop } from "../own-shop.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { PaymentPage } from "../pages/PaymentPage.ts";
import { PayPage } from "../pages/PayPage.ts";
import { moneyOf } from "../sandbox.ts";

test.describe("a bank that asks the buyer first", () => {
  test("is told yes, and the order is paid", async ({ page, context }) => {
    const { id } = await new Buyer(context.request).order();
    const pay = new PayPage(page);
    await pay.open(id);
    await pay.chooseCard("asks");
    await pay.pay();
    await new PaymentPage(page).answerBank(true);
    await expect(new OrderPage(page).thanks).toBeVisible();
    expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [] });
  });

  test("is told no, and nothing was charged", async ({ page, context }) => {
    const { id } = await new Buyer(context.request).order();
    const pay = new PayPage(page);
    await pay.open(id);
    await pay.chooseCard("asks");
    await pay.pay();
    await new PaymentPage(page).answerBank(false);
    await expect(pay.failure).toContainText("카드사가 결제를 거절했어요");
    await expect(pay.failure).toContainText("청구되지 않았어요");
    expect(await moneyOf(demo, id)).toEqual({ captured: [], refunded: [] });
  });

  for (const [lang, heading] of [
    ["ko", "결제를 마쳐 주세요"],
    ["en", "Please finish paying"],
  ] as const) {
    test(`is waited for in ${lang}, and who stops pays another way`, async ({ page, context, shop }) => {
      const buyer = new Buyer(context.request);
      const { id } = await buyer.order();
      await buyer.pay(id, "asks");
      const pay = new PayPage(page, lang);
      await pay.open(id);
      await expect(page.getByRole("heading", { level: 1 })).toHaveText(heading);
      await expect(pay.goOn).toHaveAttribute("href", new RegExp(`^${demo.sandboxURL}/authenticate/`));
      await shop.expectNoAxeViolations(page);
      await pay.stop.click();
      await expect(page.getByText(lang === "ko" ? "결제를 마치지 않고 돌아오셨어요" : "You came back without paying")).toBeVisible();
      await shop.expectNoAxeViolations(page);
      await pay.chooseCard("approved");
      await pay.pay();
      await expect(new OrderPage(page, lang).thanks).toBeVisible();
      expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [] });
    });
  }

  test("is answered in another tab, and the page that waits moves on by itself", { tag: "@js" }, async ({ page, context }) => {
    const buyer = new Buyer(context.request);
    const { id } = await buyer.order();
    await buyer.pay(id, "asks");
    const pay = new PayPage(page);
    await pay.open(id);
    const bank = await context.newPage();
    await bank.goto((await pay.goOn.getAttribute("href")) ?? "");
    await new PaymentPage(bank).answerBank(true);
    await expect(page).toHaveURL(new RegExp(`/orders/${id}`));
    await expect(page).not.toHaveURL(/pay$/);
  });
});

test.describe("the provider's page", () => {
  let own: OwnShop | undefined;

  test.afterEach(async () => {
    await own?.close();
  });

  for (const way of ["stripe", "toss"]) {
    test(`of ${way} is left, and is paid in the end`, async ({ browser, follow, shop }) => {
      own = new OwnShop(["--pay", way]);
      await own.start();
      const context = await browser.newContext({ baseURL: own.baseURL });
      const page = await context.newPage();
      shop.watch(page);
      const { id } = await new Buyer(context.request).order();
      const pay = new PayPage(page);
      await pay.open(id);
      await shop.expectNoAxeViolations(page);
      await pay.pay();
      const there = new PaymentPage(page);
      await there.leave();
      await expect(page.getByText("결제를 마치지 않고 돌아오셨어요")).toBeVisible();
      expect(await moneyOf(own, id)).toEqual({ captured: [], refunded: [] });

      await pay.pay();
      await there.chooseCard("approved");
      await there.pay();
      await expect(new OrderPage(page).thanks).toBeVisible();
      expect(await moneyOf(own, id)).toEqual({ captured: [32_000], refunded: [] });
      const myPage = new MyPage(page);
      await myPage.open();
      await follow(myPage.chip(id), /결제완료|상품준비중/);
      await context.close();
    });
  }
});
