// Something is down. Shipping: orders and payments go on, and it catches up. The provider: nothing is charged, no
// order appears anywhere, and paying works when it is back.
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { PayPage } from "../pages/PayPage.ts";
import { SellerEvents } from "../pages/SellerEvents.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";
import { moneyOf, setDown } from "../sandbox.ts";

test.describe("while shipping is down", () => {
  test.afterEach(async ({ seller }) => {
    await new Seller(seller.request).setPaused("shipping", false);
  });

  test("orders are placed and paid, and shipping catches up when it is back", async ({ page, follow, seller }) => {
    const events = new SellerEvents(seller);
    await events.open();
    await expect(events.state("shipping")).toHaveText("도는 중");
    await events.pause("shipping");
    await expect(events.state("shipping")).toHaveText("멈춤");

    const order = await new Buyer(page.request).orderAndPay();
    const myPage = new MyPage(page);
    await myPage.open();
    await follow(myPage.chip(order.id), "결제완료");
    expect(await moneyOf(demo, order.id)).toEqual({ captured: [32_000], refunded: [] });

    const queue = new SellerQueue(seller);
    await queue.open();
    await queue.find(order.number);
    await expect(queue.row(order.number)).toHaveCount(0);
    await expect(queue.untaken).toContainText("1건");
    await queue.untaken.getByRole("link").click();
    await expect(events.row("shipping")).toContainText("1");
    await expect(myPage.chip(order.id)).toHaveText("결제완료");

    await events.resume("shipping");
    await expect(events.state("shipping")).toHaveText("도는 중");
    await follow(myPage.chip(order.id), "상품준비중");
    await queue.open();
    await queue.find(order.number);
    await expect(queue.chip(order.number)).toHaveText("포장 전");
    await expect(queue.untaken).toHaveCount(0);
  });

  test("an order can be cancelled, and is refunded once shipping is back", async ({ page, follow, seller }) => {
    const desk = new Seller(seller.request);
    await desk.setPaused("shipping", true);
    const { id } = await new Buyer(page.request).orderAndPay();
    const order = new OrderPage(page);
    await order.open(id);
    await expect(order.chip).toHaveText("결제완료");
    await order.cancel();
    await expect(order.chip).toHaveText("취소요청");
    expect((await moneyOf(demo, id)).refunded).toEqual([]);

    await desk.setPaused("shipping", false);
    await follow(order.chip, "환불완료");
    expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [32_000] });
  });
});

test.describe("while the provider is down", () => {
  test.afterEach(() => setDown(demo, false));

  test("nothing is charged, no order appears, and paying works when it is back", async ({ page, seller }) => {
    const buyer = new Buyer(page.request);
    const order = await buyer.order();
    await setDown(demo, true);
    const pay = new PayPage(page);
    await pay.open(order.id);
    await pay.pay();
    await expect(pay.heading).toHaveText(/결제를 확인하고 있어요|결제 창구가 붐빕니다/);
    await expect(page.getByText(/다시 결제하지 마세요|청구되지 않았어요/).first()).toBeVisible();
    expect(await moneyOf(demo, order.id)).toEqual({ captured: [], refunded: [] });

    const queue = new SellerQueue(seller);
    await queue.open();
    await queue.find(order.number);
    await expect(queue.row(order.number)).toHaveCount(0);

    await setDown(demo, false);
    const next = await buyer.order();
    await pay.open(next.id);
    await pay.pay();
    await expect(new OrderPage(page).thanks).toBeVisible();
    expect(await moneyOf(demo, next.id)).toEqual({ captured: [32_000], refunded: [] });
    expect(await moneyOf(demo, order.id)).toEqual({ captured: [], refunded: [] });
  });
});
