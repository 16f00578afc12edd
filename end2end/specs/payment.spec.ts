// A payment that is not simply approved or declined: nobody knows yet, it is cancelled meanwhile, it comes through too
// late, or the provider is left alone. The page says whether money is gone, and goes on by itself.
import type { Page } from "@playwright/test";
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer, type Order } from "../http.ts";
import { OwnShop } from "../own-shop.ts";
import { HANEUL } from "../pages/CheckoutPage.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { PayPage } from "../pages/PayPage.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";
import { ANSWER_LOST, CHARGE_LATE, CHARGE_LOST, NO_ANSWERS, moneyOf, setDown, setFaults, type Rule } from "../sandbox.ts";

/** The shop asks after 2 and 5 seconds, and after 15 more. */
const ASKED = { timeout: 30_000 };

/** The page of an order, with thanks where a script led there. */
function pageOf(id: string): RegExp {
  return new RegExp(`/orders/${id}(\\?placed=1)?$`);
}

test.describe("while the provider loses answers", () => {
  test.afterEach(() => setFaults(demo));

  test("a payment without an answer is checked, must not be made again, and becomes an order by itself", async ({
    page,
    seller,
  }) => {
    const buyer = new Buyer(page.request);
    const order = await buyer.order();
    await setFaults(demo, ANSWER_LOST, ...NO_ANSWERS);
    const pay = new PayPage(page);
    await pay.open(order.id);
    await pay.pay();
    await expect(pay.heading).toHaveText("결제를 확인하고 있어요");
    await expect(page.getByText("다시 결제하지 마세요.")).toBeVisible();
    await expect(page.getByText("두 번 결제되지 않아요.")).toBeVisible();
    await expect(pay.payButton).toHaveCount(0);
    await expect.poll(() => buyer.status(order.id)).toBe("checking");
    const queue = new SellerQueue(seller);
    await queue.open();
    await queue.find(order.number);
    await expect(queue.row(order.number), "nothing to send yet").toHaveCount(0);

    // Nobody touches the page: a stream leads on, or, where no script runs, the page that asks again by itself.
    await setFaults(demo);
    await expect(page).toHaveURL(pageOf(order.id), ASKED);
    await expect(new OrderPage(page).chip).toHaveText(/결제완료|상품준비중/);
    expect(await moneyOf(demo, order.id)).toEqual({ captured: [32_000], refunded: [] });
  });

  test("a second click on a payment that is being checked charges nothing more", async ({ page }) => {
    const buyer = new Buyer(page.request);
    const { id } = await buyer.order();
    const pay = new PayPage(page);
    await pay.open(id);
    await setFaults(demo, ANSWER_LOST, ...NO_ANSWERS);
    expect(await buyer.pay(id)).toBe(`/orders/${id}/pay`);
    // The page is from before, with its button.
    await pay.pay();
    await expect(pay.heading).toHaveText("결제를 확인하고 있어요");
    await setFaults(demo);
    await expect(page).toHaveURL(pageOf(id), ASKED);
    expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [] });
  });

  test("a cancel while a payment is being checked gives everything back once it turns out to be paid", async ({
    page,
    follow,
  }) => {
    const { id } = await cancelledWhilePaying(page, [ANSWER_LOST, ...NO_ANSWERS]);
    await setFaults(demo);
    const order = new OrderPage(page);
    await expect(async () => follow(order.chip, "환불완료")).toPass(ASKED);
    await expect(order.state).toContainText("결제하신 카드로 돌려드렸어요");
    expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [32_000] });
  });

  test("a cancel while a payment is being checked charges nothing if it never arrived", async ({ page, follow }) => {
    const { id } = await cancelledWhilePaying(page, [CHARGE_LOST, ...NO_ANSWERS]);
    await setFaults(demo);
    const order = new OrderPage(page);
    await expect(async () => follow(order.chip, "취소완료")).toPass(ASKED);
    await expect(order.state).toContainText("이 주문으로 청구된 것은 없어요.");
    expect(await moneyOf(demo, id)).toEqual({ captured: [], refunded: [] });
  });

  test("a payment that comes through after its order was cancelled goes back, and My orders says so", async ({
    page,
    follow,
  }) => {
    const { id } = await cancelledWhilePaying(page, [CHARGE_LATE]);
    const myPage = new MyPage(page);
    await myPage.open();
    await expect(async () => follow(myPage.chip(id), "환불완료")).toPass(ASKED);
    await expect(myPage.row(id)).toContainText("32,000원을 돌려드렸어요");
    expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [32_000] });
  });

  /** An order that is cancelled on its page while nobody knows whether it is paid. */
  async function cancelledWhilePaying(page: Page, faults: Rule[]): Promise<Order> {
    const order = await new Buyer(page.request).order();
    await setFaults(demo, ...faults);
    const pay = new PayPage(page);
    await pay.open(order.id);
    await pay.pay();
    await expect(pay.heading).toHaveText("결제를 확인하고 있어요");
    const orderPage = new OrderPage(page);
    await orderPage.open(order.id);
    await expect(orderPage.chip).toHaveText("결제 확인 중");
    await expect(orderPage.cancelForm).toContainText("결제가 됐으면 32,000원을 결제하신 카드로 돌려드리고");
    await orderPage.cancel("changed_mind");
    await expect(orderPage.chip).toHaveText("취소요청");
    await expect(orderPage.cancelForm).toHaveCount(0);
    return order;
  }
});

test.describe("while the provider is left alone", () => {
  let shop: OwnShop;

  test.beforeEach(async () => {
    shop = new OwnShop();
    await shop.start();
  });

  test.afterEach(async () => {
    await shop.close();
  });

  test("a buyer is told to wait and when, loses nothing, is not charged, and pays when it is back", async ({
    browser,
    shop: rules,
    javaScriptEnabled,
  }) => {
    const context = await browser.newContext({ baseURL: shop.baseURL });
    const page = await context.newPage();
    rules.watch(page);
    const buyer = new Buyer(context.request);
    const { id } = await buyer.order();
    await setDown(shop, true);
    // Twenty calls that come to nothing, and it is left alone.
    for (let call = 0; call < 20; call += 1) {
      await buyer.pay(id);
    }

    const pay = new PayPage(page);
    await pay.open(id);
    await pay.pay();
    await expect(pay.heading).toHaveText("결제 창구가 붐빕니다");
    await expect(page.getByText("청구되지 않았어요.")).toBeVisible();
    await expect(page.getByText("적으신 주소도 그대로 있어요.")).toBeVisible();
    await expect(pay.countdown).toHaveText(/^\s*(\d|1[0-2])초 뒤에 다시 해 보세요\.$/);
    await rules.expectNoAxeViolations(page);
    await setDown(shop, false);
    const order = new OrderPage(page);
    if (javaScriptEnabled) {
      await expect(pay.ready).toBeVisible({ timeout: 15_000 });
      await expect(pay.countdown).toBeHidden();
      await pay.pay();
      await expect(order.thanks).toBeVisible();
    } else {
      // The page does not count. Whoever comes too early is told again, and loses nothing.
      await expect(async () => {
        await pay.pay();
        await expect(order.thanks).toBeVisible({ timeout: 1_000 });
      }).toPass({ timeout: 30_000 });
    }
    await expect(order.delivery).toContainText(`${HANEUL.name} · ${HANEUL.address1} ${HANEUL.address2}`);
    expect(await moneyOf(shop, id)).toEqual({ captured: [32_000], refunded: [] });
    await context.close();
  });
});
