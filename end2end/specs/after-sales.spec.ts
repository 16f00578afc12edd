// What follows a purchase, for the buyer and at the desk: the shop's cancel with its reason, a part of the price given
// back, another address, the receipt, the same again, and what is sent back.
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { CheckoutPage } from "../pages/CheckoutPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";
import { moneyOf } from "../sandbox.ts";

test("a shop that cancels says first what that does, and the buyer reads why", async ({ page, follow, seller, shop }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");

  const desk = new SellerOrder(seller);
  await desk.open(id);
  await desk.cancelLink.click();
  await expect(desk.heading).toHaveText("이 주문을 취소할까요?");
  await expect(seller.locator(".sure")).toContainText("32,000원을 결제한 카드로 저절로 돌려줘요");
  await desk.confirmCancel();
  await expect(seller).toHaveTitle(/^오류: /);
  await shop.expectNoAxeViolations(seller);
  await desk.confirmCancel("품절");
  await expect(desk.notice).toContainText("취소를 시작했어요");
  await expect(desk.audit).toContainText("주문을 취소했어요 · 품절");

  await follow(order.chip, "환불완료");
  await expect(order.state).toContainText("남은 옷이 없어서 가게가 취소했어요");
  await expect(order.timeline).toContainText("가게가 취소하기로 했어요");
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [32_000] });
});

test("a part that the shop gives back is seen with its reason, and a cancel brings the rest", async ({
  page,
  follow,
  seller,
  shop,
}) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");

  const desk = new SellerOrder(seller);
  await desk.open(id);
  await desk.giveBack("32,001", "늦게 보내서");
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(desk.refusal).toContainText("남은 돈보다 많아요");
  await expect(desk.amount).toHaveValue("32,001");
  await shop.expectNoAxeViolations(seller);
  await desk.giveBack("9,000", "늦게 보내서");
  await expect(desk.notice).toContainText("돌려주기로 했어요");
  await expect(desk.audit).toContainText("일부를 돌려줬어요 · 늦게 보내서 · 9,000원");

  await follow(order.moneyBack, /늦게 보내서 · 카드로 돌려드렸어요/);
  await expect(order.moneyBack).toContainText("9,000원");
  await expect(order.chip).toHaveText("상품준비중");
  await expect(order.cancelForm).toContainText("지금 취소하면 23,000원을");
  await desk.open(id);
  await expect(desk.payments).toContainText("23,000원");

  await order.cancel();
  await follow(order.chip, "환불완료");
  const { captured, refunded } = await moneyOf(demo, id);
  expect(captured).toEqual([32_000]);
  expect(refunded.toSorted((a, b) => a - b)).toEqual([9_000, 23_000]);
});

test("a buyer changes where it goes until the label is on, and loses nothing on the way", async ({
  page,
  follow,
  seller,
  shop,
}) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");
  await order.addressLink.click();
  const form = new CheckoutPage(page);
  await expect(form.field("name")).toHaveValue("김하늘");
  await form.field("phone").fill("12");
  await form.field("address2").fill("옥탑방");
  await order.readdressButton.click();
  await expect(page).toHaveTitle(/^오류: /);
  await expect(form.field("phone")).toHaveValue("12");
  await expect(form.field("address2")).toHaveValue("옥탑방");
  await shop.expectNoAxeViolations(page);
  await form.field("phone").fill("010-9876-5432");
  await order.readdressButton.click();
  await expect(page.locator(".sum")).toContainText("새 주소로 보내요");
  await expect(order.delivery).toContainText("옥탑방");

  const desk = new SellerOrder(seller);
  await expect(async () => {
    await desk.open(id);
    await expect(desk.recipient).toContainText("010-9876-5432", { timeout: 100 });
  }).toPass();
  await new Seller(seller.request).label(id);
  await follow(order.lastEntry, "송장을 붙였어요");
  await expect(order.addressLink).toHaveCount(0);
  await page.goto(`/orders/${id}/address`);
  await expect(order.heading).toHaveText("이제는 바꿀 수 없어요");
});

test("the receipt prints what was paid, its tax, and who sells", async ({ page, follow, shop }) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");
  await order.receiptLink.click();
  await expect(order.heading).toHaveText("영수증");
  const sheet = page.locator(".receipt");
  await expect(sheet).toContainText(number);
  await expect(sheet).toContainText("2,909원");
  await shop.expectNoAxeViolations(page);
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".foot")).toBeVisible();
  await expect(page.locator(".top")).toBeHidden();
});

test("the same again is begun at once, or says first what cannot be had", async ({ page, follow, shop }) => {
  const buyer = new Buyer(page.request);
  const tee = await buyer.orderAndPay();
  const order = new OrderPage(page);
  await order.open(tee.id);
  await follow(order.chip, "상품준비중");
  await order.againButton.click();
  await expect(page).toHaveURL(/\/checkout\//);
  await expect(page.locator(".side")).toContainText("29,000원");

  // The last two of their kind.
  const vests = await buyer.orderAndPay({ garment: "vest", dye: "pine", size: "S", quantity: "2" });
  await order.open(vests.id);
  await follow(order.chip, "상품준비중");
  await order.againButton.click();
  await expect(order.heading).toHaveText("지금은 모두 구할 수 없어요");
  await expect(page.locator("main")).toContainText("품절이에요");
  await shop.expectNoAxeViolations(page);
  await buyer.cancel(vests.id);
});

test("what is sent back is received, looked at and paid back, and both sides see each step", async ({
  page,
  follow,
  seller,
  shop,
}) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  const shopkeeper = new Seller(seller.request);
  await shopkeeper.label(id);
  await shopkeeper.ship(id);
  await shopkeeper.deliver(id);
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "배송완료");
  await order.returnLink.click();
  await expect(order.heading).toHaveText("무엇을 돌려보낼까요?");
  await order.askReturn("0", "사이즈가 맞지 않아요");
  await expect(page).toHaveTitle(/^오류: /);
  await expect(page.getByRole("radio", { name: "사이즈가 맞지 않아요" })).toBeChecked();
  await shop.expectNoAxeViolations(page);
  await order.askReturn("1", "사이즈가 맞지 않아요");
  await expect(page.locator(".sum")).toContainText("반품을 신청했어요");
  await expect(order.completeButton).toHaveCount(0);

  await seller.goto("/seller/returns");
  await expect(seller.getByRole("row", { name: new RegExp(number) })).toContainText("사이즈가 맞지 않아요");
  await shop.expectNoAxeViolations(seller);
  const desk = new SellerOrder(seller);
  await desk.open(id);
  await desk.receiveReturn();
  await follow(order.chip, "반품 확인 중");
  await desk.refundReturn("다시 팔 수 있어요", "3,000", "돌려보내는 배송비");
  await expect(desk.notice).toContainText("환불은 저절로 나가요");

  await follow(order.chip, "반품완료");
  await expect(order.returns).toContainText("26,000원을 결제하신 카드로 돌려드려요");
  await expect(order.returns).toContainText("돌려보내는 배송비 3,000원을 뺐어요");
  await follow(order.moneyBack, /반품 · 카드로 돌려드렸어요/);
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [26_000] });
});

test("a return that the shop refuses says why, and one that is withdrawn lets the purchase be confirmed", async ({
  page,
  follow,
  seller,
}) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const shopkeeper = new Seller(seller.request);
  await shopkeeper.label(id);
  await shopkeeper.ship(id);
  await shopkeeper.deliver(id);
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "배송완료");
  await order.returnLink.click();
  await order.askReturn("1", "마음이 바뀌었어요");
  const desk = new SellerOrder(seller);
  await desk.open(id);
  await desk.refuseReturn("세탁한 흔적이 있어요");
  await follow(order.chip, "배송완료");
  await expect(order.returns).toContainText("세탁한 흔적이 있어요");

  await order.returnLink.click();
  await order.askReturn("1", "흠이 있어요");
  await order.withdrawButton.click();
  await expect(page.locator(".sum")).toContainText("반품을 거두었어요");
  await order.completeButton.click();
  await follow(order.chip, "구매확정");
  expect((await moneyOf(demo, id)).refunded).toEqual([]);
});
