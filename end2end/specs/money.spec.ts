// A refund that the provider refuses, at the desk: tried again, and paid back by a bank transfer without the money going
// back twice. (A transfer that is written down needs ten minutes, and an unknown payment a day: the shop's own tests,
// which set its clock, go there.)
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer } from "../http.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { SellerEvents } from "../pages/SellerEvents.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";
import { moneyOf, setFaults } from "../sandbox.ts";

test.afterEach(() => setFaults(demo));

/** The provider says no to the next refund, before or after it made it. */
function refuse(when: "before" | "after"): Promise<void> {
  return setFaults(demo, { fault: { kind: "error", status: 400, when }, on: "POST /v1/refunds", times: 1 });
}

test("a refused refund waits at the desk, and no transfer is written down while it may still arrive", async ({
  page,
  shop,
  follow,
  seller,
}) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");
  await refuse("before");
  await order.cancel();
  await follow(order.lastEntry, "카드 환불이 거절됐어요");

  const events = new SellerEvents(seller);
  await events.open();
  await expect(events.refusedRefunds).toContainText(number);
  await shop.expectNoAxeViolations(seller);
  await events.refusedRefunds.getByRole("link", { name: number }).click();

  const desk = new SellerOrder(seller);
  await expect(desk.payments).toContainText("환불 거절됨");
  await shop.expectNoAxeViolations(seller);
  await desk.paidByTransfer(" ");
  await expect(desk.notice).toContainText("이유를 적어 주세요");
  await desk.paidByTransfer("닫힌 카드라 계좌로 보냄");
  await expect(desk.notice).toContainText("10분이 지난 뒤에 적어 주세요");
  await expect(desk.why).toHaveValue("닫힌 카드라 계좌로 보냄");
  // Ten minutes are a test's of the shop in process.
  await desk.tryAgain();
  await expect(desk.notice).toContainText("10분이 지난 뒤에 다시 눌러 주세요");
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [] });
});

test("a refund that was made although the provider said no is found before the money goes back twice", async ({
  page,
  follow,
  seller,
}) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");
  await refuse("after");
  await order.cancel();
  await follow(order.lastEntry, "카드 환불이 거절됐어요");

  const desk = new SellerOrder(seller);
  await desk.open(id);
  await desk.paidByTransfer("닫힌 카드라 계좌로 보냄");
  await expect(desk.notice).toContainText("결제사가 이미 환불했어요. 계좌이체는 하지 마세요");
  await expect(desk.payments).toContainText("환불됨");
  await follow(order.chip, "환불완료");
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [32_000] });
});
