// Taking an order back, at each point of its way: what the buyer is promised, told and paid back.
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller, trackingNumber } from "../http.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { PayPage } from "../pages/PayPage.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";
import { moneyOf } from "../sandbox.ts";

test("an order that is cancelled before its label is refunded, and nobody sends it", async ({
  page,
  context,
  shop,
  follow,
  seller,
}) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  const myPage = new MyPage(await context.newPage());
  shop.watch(myPage.page);
  await myPage.open();
  await follow(myPage.chip(id), "상품준비중");

  const order = new OrderPage(page);
  await order.open(id);
  await expect(order.cancelForm).toContainText("지금 취소하면 32,000원을 결제하신 카드로 돌려드려요");
  await order.cancel("changed_mind");
  await follow(order.chip, "환불완료");
  await expect(order.heading).toHaveText("돈을 돌려드렸어요");
  await expect(order.cancelForm).toHaveCount(0);
  await follow(myPage.chip(id), "환불완료");
  await expect(myPage.row(id)).toContainText("32,000원을 돌려드렸어요");
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [32_000] });

  const queue = new SellerQueue(seller);
  await queue.open();
  await queue.find(number);
  await expect(queue.row(number)).toHaveCount(0);
  const desk = new SellerOrder(seller);
  await desk.open(id);
  await expect(desk.stage).toHaveText("취소됨");
  await expect(desk.payments).toContainText("남은 돈");
});

test("an order with its label on is refunded once the seller has kept the box back", async ({
  page,
  follow,
  seller,
}) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  await new Seller(seller.request).label(id);
  const queue = new SellerQueue(seller);
  await queue.open("labelled");
  await expect(queue.chip(number)).toHaveText("송장 붙임");

  const order = new OrderPage(page);
  await order.open(id);
  await expect(order.cancelForm).toContainText("가게가 상자를 먼저 찾아야 해요");
  await order.cancel();
  await follow(order.chip, "취소요청");
  await expect(order.heading).toHaveText("취소를 요청했어요");
  expect((await moneyOf(demo, id)).refunded).toEqual([]);

  await queue.open("look");
  await follow(queue.chip(number), "취소 요청");
  await queue.button(number, "빼 두었어요").click();
  await expect(new SellerOrder(seller).stage).toHaveText("취소됨");
  await follow(order.chip, "환불완료");
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [32_000] });
});

test("a cancel that comes after the box has left is lost, and the buyer is told so", async ({
  page,
  shop,
  follow,
  seller,
}) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  await new Seller(seller.request).label(id);
  const order = new OrderPage(page);
  await order.open(id);
  await order.cancel("too_slow");
  await follow(order.lastEntry, "상자를 찾고 있어요");

  const desk = new SellerOrder(seller);
  await desk.open(id);
  await expect(desk.stage).toHaveText("취소 요청");
  await desk.leftLink.click();
  await expect(desk.heading).toHaveText("상자가 이미 나갔나요?");
  await shop.expectNoAxeViolations(seller);
  await seller.getByRole("link", { name: "돌아가기" }).click();
  await expect(desk.stage).toHaveText("취소 요청");
  await desk.hasLeft();
  await expect(desk.stage).toHaveText("배송중");
  await follow(order.chip, "배송중");
  await expect(order.state).toContainText("취소하지 못했어요. 상자가 이미 떠났어요.");
  await expect(order.cancelForm).toHaveCount(0);
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [] });
});

test("an order that is not paid is cancelled at once, and there is nothing to pay any more", async ({
  page,
  follow,
}) => {
  const { id } = await new Buyer(page.request).order();
  const order = new OrderPage(page);
  await order.open(id);
  await expect(order.cancelForm).toContainText("청구되는 것이 없어요");
  await order.cancel("wrong_choice");
  await follow(order.chip, "취소완료");
  await expect(order.payLink).toHaveCount(0);
  expect(await moneyOf(demo, id)).toEqual({ captured: [], refunded: [] });

  await new PayPage(page).open(id);
  await expect(page).toHaveURL(`/orders/${id}`);
});

test("a seller who is too late for an order that was cancelled is told so", async ({ page, follow, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");
  const desk = new SellerOrder(seller);
  await desk.open(id);

  await order.cancel();
  await follow(order.chip, "환불완료");
  await desk.label("cj", trackingNumber());
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(desk.refusal).toContainText("그 사이 주문이 바뀌어서 아무것도 하지 않았어요");
  await expect(desk.stage).toHaveText("취소됨");
});

test("a buyer who is too late to cancel is told so, and nothing changes", async ({ page, follow, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const desk = new Seller(seller.request);
  await desk.label(id);
  await desk.ship(id);
  await desk.deliver(id);
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "배송완료");
  await order.completeButton.click();
  await follow(order.chip, "구매확정");
  await page.goto(`/orders/${id}`);
  await expect(order.cancelForm).toHaveCount(0);

  const response = await page.request.post("/api/cancel_order", {
    form: { order: id },
    headers: { accept: "text/html" },
    maxRedirects: 0,
  });
  expect(response.headers()["location"]).toBe(`/orders/${id}?notice=conflict`);
  await page.goto(`/orders/${id}?notice=conflict`);
  await expect(page).toHaveTitle(/^오류: /);
  await expect(order.refusal).toContainText("그 사이 주문이 바뀌었어요");
  await expect(order.chip).toHaveText("구매확정");
  expect((await moneyOf(demo, id)).refunded).toEqual([]);
});
