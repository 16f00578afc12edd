// A day at the desk: choosing orders, paper, notes, looking orders up, and what went wrong.
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller, trackingNumber, type Order } from "../http.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { SellerEvents } from "../pages/SellerEvents.ts";
import { SellerFind } from "../pages/SellerFind.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";
import { SellerPaper } from "../pages/SellerPaper.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";

/** Orders that the desk has heard of. */
async function placed(buyer: Buyer, desk: Seller, count: number): Promise<Order[]> {
  const orders: Order[] = [];
  for (let n = 0; n < count; n++) {
    const order = await buyer.orderAndPay();
    await expect.poll(async () => (await desk.request.get(`/seller/orders/${order.id}`)).status()).toBe(200);
    orders.push(order);
  }
  return orders;
}

test("the chosen orders go onto paper, and a cancelled one is left out", async ({ page, shop, seller }) => {
  const buyer = new Buyer(page.request);
  const [one, other, gone] = await placed(buyer, new Seller(seller.request), 3);
  const queue = new SellerQueue(seller);
  await queue.open("ready");
  for (const { number } of [one!, other!, gone!]) {
    await queue.choice(number).check();
  }
  await buyer.cancel(gone!.id);
  await expect.poll(() => buyer.status(gone!.id)).toMatch(/cancelled|refund/);
  await queue.withChosen("명세서", "Slips");
  const paper = new SellerPaper(seller);
  await expect(paper.slip(one!.number)).toContainText("M 먹");
  await expect(paper.slip(one!.number)).toContainText("010-2345-6789");
  await expect(paper.slip(one!.number).locator("svg.barcode")).toBeVisible();
  await expect(paper.slip(other!.number)).not.toContainText("원");
  await expect(paper.slip(gone!.number)).toHaveCount(0);
  if (await paper.leftOut.count()) {
    await expect(paper.leftOut).toContainText(gone!.number);
  }
  await shop.expectNoAxeViolations(seller);
});

test("a choice survives what happens to the order, and a cancelled order drops out of it", { tag: "@js" }, async ({
  page,
  seller,
}) => {
  const buyer = new Buyer(page.request);
  const desk = new Seller(seller.request);
  const [one, gone] = await placed(buyer, desk, 2);
  const queue = new SellerQueue(seller);
  await queue.open();
  await queue.choice(one!.number).check();
  await queue.choice(gone!.number).check();
  await expect(queue.selection).toContainText("2건 골랐어요");
  await desk.label(one!.id);
  await expect(queue.chip(one!.number)).toHaveText("송장 붙임");
  await expect(queue.choice(one!.number)).toBeChecked();
  await buyer.cancel(gone!.id);
  await expect(queue.chip(gone!.number)).toHaveText("취소됨");
  await expect(queue.selection).toContainText("1건 골랐어요");
  await queue.withChosen("보내기", "Ship");
  await expect(queue.notice).toContainText("보냈어요");
  await expect(queue.chip(one!.number)).toHaveText("배송중");
});

test("rows are chosen by the arrow keys, in a run and all at once", { tag: "@js" }, async ({ page, seller }) => {
  const orders = await placed(new Buyer(page.request), new Seller(seller.request), 3);
  const queue = new SellerQueue(seller);
  await queue.open("ready");
  const [first, second, third] = orders.map(({ number }) => queue.choice(number));
  // It comes with the script that the rest needs.
  await expect(queue.chooseAll).toBeVisible();
  await first!.focus();
  await seller.keyboard.press("Space");
  await seller.keyboard.press("Shift+ArrowDown");
  await expect(second!).toBeFocused();
  await expect(second!).toBeChecked();
  await seller.keyboard.press("ArrowDown");
  await expect(third!).toBeFocused();
  await expect(third!).not.toBeChecked();
  await seller.keyboard.press("ArrowUp");
  await expect(second!).toBeFocused();

  await first!.uncheck();
  await second!.uncheck();
  await first!.click();
  await third!.click({ modifiers: ["Shift"] });
  await expect(second!).toBeChecked();
  await queue.chooseAll.check();
  await expect(queue.selection).toContainText(`${await queue.rows.count()}건 골랐어요`);
  await queue.chooseAll.uncheck();
  await expect(queue.selection).toBeHidden();
});

test("orders that cannot be shipped with the others are named", async ({ page, seller }) => {
  const desk = new Seller(seller.request);
  const [labelled, ready] = await placed(new Buyer(page.request), desk, 2);
  await desk.label(labelled!.id);
  const queue = new SellerQueue(seller);
  await queue.open();
  await queue.choice(labelled!.number).check();
  await queue.choice(ready!.number).check();
  await queue.withChosen("보내기", "Ship");
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(seller.getByRole("navigation", { name: "그대로 둔 주문" })).toHaveText(ready!.number);
  await expect(queue.chip(labelled!.number)).toHaveText("배송중");
});

test("a number that was wrong is corrected after it has left, and the buyer’s page follows", async ({
  page,
  shop,
  follow,
  seller,
}) => {
  const desk = new Seller(seller.request);
  const [order] = await placed(new Buyer(page.request), desk, 1);
  const [wrong, right] = [trackingNumber(), trackingNumber()];
  await desk.command("ship", order!.id, { carrier: "cj", tracking: wrong });
  const buyers = new OrderPage(page);
  await buyers.open(order!.id);
  await expect(buyers.delivery).toContainText(wrong);

  const orderPage = new SellerOrder(seller);
  await orderPage.open(order!.id);
  await orderPage.renumber("12-34");
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(orderPage.trackingNumber).toHaveValue("12-34");
  await shop.expectNoAxeViolations(seller);
  await orderPage.renumber(right);
  await expect(orderPage.notice).toContainText("송장 번호를 고쳤어요");
  await expect(orderPage.stage).toHaveText("배송중");
  await expect(orderPage.recipient).toContainText(right);
  await expect(orderPage.audit).toContainText(`CJ대한통운 ${right}`);

  await follow(buyers.lastEntry, "송장 번호를 바로잡았어요");
  await expect(buyers.delivery).toContainText(right);
  await expect(buyers.delivery).not.toContainText(wrong);
  await expect(buyers.followLink).toHaveAttribute("href", new RegExp(`${right}$`));
});

test("a ship is taken back from its row", async ({ page, seller }) => {
  const desk = new Seller(seller.request);
  const [order] = await placed(new Buyer(page.request), desk, 1);
  await desk.label(order!.id);
  await desk.ship(order!.id);
  const queue = new SellerQueue(seller);
  await queue.open("shipped");
  await queue.button(order!.number, "되돌리기").click();
  const orderPage = new SellerOrder(seller);
  await expect(orderPage.stage).toHaveText("송장 붙임");
  await expect(orderPage.notice).toHaveText("출고를 되돌렸어요.");
  await expect(orderPage.audit).toContainText("출고를 되돌렸어요");
});

test("an order is found in whatever state, by its tracking number, and taken along as a sheet", async ({
  page,
  shop,
  seller,
}) => {
  const desk = new Seller(seller.request);
  const [order] = await placed(new Buyer(page.request), desk, 1);
  const number = trackingNumber();
  await desk.command("ship", order!.id, { carrier: "lotte", tracking: number });
  await desk.deliver(order!.id);
  const find = new SellerFind(seller);
  await find.open();
  await find.find(order!.number);
  await expect(find.chip(order!.number)).toHaveText("배송완료");
  await find.find(number, "delivered");
  await expect(find.chip(order!.number)).toHaveText("배송완료");
  await shop.expectNoAxeViolations(seller);
  const sheet = await find.sheet();
  expect(sheet).toContain(order!.number);
  expect(sheet).toContain("롯데택배");
  await find.find(order!.number, "cancelled");
  await expect(find.row(order!.number)).toHaveCount(0);
});

test("a name of one long word widens no page on a phone", async ({ page, seller }) => {
  const name = "가나다라마바사아자차카타파하".repeat(2) + "김이박최";
  const desk = new Seller(seller.request);
  const order = await new Buyer(page.request).orderAndPay({}, { name });
  await desk.label(order.id);
  await desk.ship(order.id);
  await seller.setViewportSize({ width: 360, height: 740 });
  const find = encodeURIComponent(order.number);
  const paths = [
    `/seller?tab=shipped&q=${find}`,
    `/seller/orders?q=${find}`,
    `/seller/orders/${order.id}`,
    `/seller/slips?orders%5B%5D=${order.id}`,
    `/seller/labels?orders%5B%5D=${order.id}`,
  ];
  for (const path of paths) {
    await seller.goto(path);
    await expect(seller.getByText(name).first(), path).toBeVisible();
    const over = await seller.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, path).toBeLessThanOrEqual(0);
  }
});

test("a note stands on the order for the shop alone", async ({ page, seller }) => {
  const buyer = new Buyer(page.request);
  const [order] = await placed(buyer, new Seller(seller.request), 1);
  const desk = new SellerOrder(seller);
  await desk.open(order!.id);
  await desk.writeNote("전화했어요\n내일 받는대요");
  await expect(desk.notes).toContainText("내일 받는대요");
  await page.goto(`/orders/${order!.id}`);
  await expect(page.getByText("내일 받는대요")).toHaveCount(0);
});

test("MyPage is put right from the desk, and the audit says who did", async ({ page, seller }) => {
  await placed(new Buyer(page.request), new Seller(seller.request), 1);
  const events = new SellerEvents(seller);
  await events.open();
  await events.rebuild();
  await expect
    .poll(async () => {
      await events.open();
      return events.rebuilding.textContent();
    })
    .toMatch(/에 끝났어요/);
  await seller.getByRole("link", { name: "모두 보기" }).click();
  await expect(seller.getByRole("heading", { level: 1 })).toHaveText("가게가 한 일");
  await expect(seller.locator("ul.letters > li").first()).toContainText("마이페이지를 다시 맞췄어요");
});
