// One garment from the list to the doorstep: the buyer orders and pays, the seller ships, and both follow it.
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller, trackingNumber } from "../http.ts";
import { CheckoutPage, HANEUL } from "../pages/CheckoutPage.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { ListPage } from "../pages/ListPage.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { PayPage } from "../pages/PayPage.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";
import { moneyOf } from "../sandbox.ts";

test("a buyer orders and pays, the seller ships, and the buyer's pages follow until the purchase is confirmed", async ({
  page,
  context,
  shop,
  follow,
  seller,
}) => {
  const list = new ListPage(page);
  await list.open();
  await list.choose("두꺼운 반팔 티셔츠");
  const garment = new GarmentPage(page);
  await garment.chooseColour("먹");
  await garment.chooseSize("M");
  await garment.quantity.fill("2");
  await garment.order();

  const checkout = new CheckoutPage(page);
  await expect(checkout.heading).toHaveText("주문서");
  await expect(checkout.placeButton).toHaveText("결제로 가기 · 58,000원");
  await checkout.fill(HANEUL);
  await checkout.place();

  const pay = new PayPage(page);
  await expect(pay.payButton).toHaveText("58,000원 결제하기");
  const id = pay.order;
  await pay.chooseCard("approved");
  await pay.pay();

  const order = new OrderPage(page);
  await expect(order.thanks).toBeVisible();
  await expect(page.getByText("먹 · M · 2벌")).toBeVisible();
  await expect(order.delivery).toContainText("김하늘 · 서울 중구 세종대로 110 3층");
  const number = /\d{6}-[0-9A-Z]{5}/.exec(await page.title())?.[0] ?? "";
  expect(await moneyOf(demo, id)).toEqual({ captured: [58_000], refunded: [] });

  const myPage = new MyPage(await context.newPage());
  shop.watch(myPage.page);
  await myPage.open();
  await follow(myPage.chip(id), "상품준비중");
  await expect(myPage.row(id)).toContainText("58,000원");

  const queue = new SellerQueue(seller);
  await queue.open("ready");
  await queue.find(number);
  await expect(queue.chip(number)).toHaveText("포장 전");
  await expect(queue.row(number)).toContainText("김하늘");
  await queue.row(number).getByRole("rowheader").getByRole("link").click();

  const desk = new SellerOrder(seller);
  const tracking = trackingNumber();
  await desk.label("cj", `${tracking.slice(0, 4)} ${tracking.slice(4)}`);
  await expect(desk.stage).toHaveText("송장 붙임");
  await follow(order.lastEntry, "송장을 붙였어요");
  await desk.ship();
  await expect(desk.stage).toHaveText("배송중");
  await follow(order.chip, "배송중");
  await expect(order.delivery).toContainText("CJ대한통운");
  await expect(order.delivery).toContainText(tracking);
  await follow(myPage.chip(id), "배송중");

  await desk.deliver();
  await expect(desk.stage).toHaveText("배송완료");
  await follow(myPage.chip(id), "배송완료");
  await follow(order.chip, "배송완료");
  await order.completeButton.click();
  await follow(order.chip, "구매확정");
  await follow(myPage.chip(id), "구매확정");
  expect(await moneyOf(demo, id)).toEqual({ captured: [58_000], refunded: [] });
});

test("a new order waits behind a line of the seller's queue, and a cancelled one stays where it was", { tag: "@js" }, async ({
  page,
  seller,
}) => {
  const buyer = new Buyer(page.request);
  const queue = new SellerQueue(seller);
  await queue.open("ready");
  const before = await queue.rows.count();
  const order = await buyer.orderAndPay();
  await expect(queue.arrivals).toHaveText("새 주문 1건 보기");
  await expect(queue.rows).toHaveCount(before);

  await queue.arrivals.click();
  await expect(queue.chip(order.number)).toHaveText("포장 전");
  await expect(queue.arrivals).toBeHidden();

  await buyer.cancel(order.id);
  await expect(queue.chip(order.number)).toHaveText("취소됨");
  await expect(queue.rows).toHaveCount(before + 1);
});

test("a new order waits behind a line of MyPage", { tag: "@js" }, async ({ page }) => {
  const buyer = new Buyer(page.request);
  const first = await buyer.orderAndPay();
  const myPage = new MyPage(page);
  await myPage.open();
  await expect(myPage.chip(first.id)).toHaveText("상품준비중");
  const second = await buyer.orderAndPay();
  await expect(myPage.arrivals).toHaveText("새 주문이 있어요. 다시 보기");
  await expect(myPage.row(second.id)).toHaveCount(0);
  await myPage.arrivals.click();
  await expect(myPage.chip(second.id)).toHaveText("상품준비중");
});

test("an order on hold does not leave until it is released, and its buyer knows", async ({ page, follow, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");

  const desk = new SellerOrder(seller);
  await desk.open(id);
  await desk.hold("");
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(desk.refusal.getByRole("link")).toHaveText("이유를 적어 주세요");
  await desk.hold("단추를 확인해요");
  await expect(desk.stage).toHaveText("출고 보류");
  await expect(seller.getByText("멈춘 이유: 단추를 확인해요")).toBeVisible();
  await follow(order.chip, "출고 보류");
  await expect(page.getByText("단추를 확인해요")).toHaveCount(0);

  await desk.release();
  await expect(desk.stage).toHaveText("포장 전");
  await follow(order.chip, "상품준비중");
});

test("a shipping can be taken back, and its buyer sees it", async ({ page, follow, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  await new Seller(seller.request).label(id);
  const desk = new SellerOrder(seller);
  await desk.open(id);
  await desk.ship();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "배송중");

  await desk.undoShip();
  await expect(desk.stage).toHaveText("송장 붙임");
  await follow(order.chip, "상품준비중");
  await expect(order.lastEntry).toHaveText("보내기를 되돌렸어요");
});

test("the terms of a delivery stand on the lines of their values", async ({ page, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  await new Seller(seller.request).label(id);
  await new Seller(seller.request).ship(id);
  const order = new OrderPage(page);
  await order.open(id);
  await expect(order.followLink).toBeVisible();
  const heights = await order.delivery.locator("dl").evaluate((list) =>
    [...list.querySelectorAll("dt, dd")].map((element) => {
      const text = document.createRange();
      text.selectNodeContents(element.firstChild ?? element);
      return text.getClientRects()[0]?.top ?? 0;
    }),
  );
  for (let n = 0; n < heights.length; n += 2) {
    expect(Math.abs(heights[n]! - heights[n + 1]!), `of the ${n / 2 + 1}. pair`).toBeLessThan(1.5);
  }
});

test("many deliveries are noted at once", async ({ page, follow, seller }) => {
  const buyer = new Buyer(page.request);
  const desk = new Seller(seller.request);
  const orders = [await buyer.orderAndPay(), await buyer.orderAndPay()];
  for (const { id } of orders) {
    await desk.label(id);
    await desk.ship(id);
  }
  const queue = new SellerQueue(seller);
  await queue.open("shipped");
  for (const { number } of orders) {
    await queue.choice(number).check();
  }
  await queue.deliverChosenButton.click();
  const myPage = new MyPage(page);
  await myPage.open();
  for (const { id } of orders) {
    await follow(myPage.chip(id), "배송완료");
  }
});

test("a tracking number that cannot be one leads to its field and keeps what was typed", async ({ page, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  await new Seller(seller.request).command("hold", id, { reason: "확인" });
  await new Seller(seller.request).command("release", id);
  const desk = new SellerOrder(seller);
  await desk.open(id);
  await desk.label("hanjin", "번호 없음");
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(desk.trackingNumber).toHaveValue("번호 없음");
  await expect(seller.getByLabel("택배사")).toHaveValue("hanjin");
  await desk.refusal.getByRole("link").click();
  await expect(desk.trackingNumber).toBeFocused();
});
