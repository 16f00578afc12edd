// Many orders shipped at once: pasted lines are looked at, then shipped, and what was refused is mended.
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller, trackingNumber as tracking } from "../http.ts";
import { SellerBulkShip } from "../pages/SellerBulkShip.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";

test("lines are looked at, shipped, and what was refused is mended in the box", async ({ page, shop, seller }) => {
  const buyer = new Buyer(page.request);
  const [one, other, held] = [await buyer.orderAndPay(), await buyer.orderAndPay(), await buyer.orderAndPay()];
  const desk = new Seller(seller.request);
  await desk.command("hold", held.id, { reason: "실밥" });
  for (const { id } of [one, other]) {
    await expect.poll(async () => (await seller.request.get(`/seller/orders/${id}`)).status()).toBe(200);
  }
  const [first, second, third] = [tracking(), tracking(), tracking()];
  const bulk = new SellerBulkShip(seller);
  await bulk.open();
  await shop.expectNoAxeViolations(seller);
  await bulk.check(
    "주문번호\t택배사\t송장번호",
    `${one.number}\tCJ대한통운\t${first}`,
    `${other.number} 우체국 ${second}`,
    `${held.number},cj,${third}`,
    "아무 말",
  );
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(bulk.summary.getByRole("heading")).toHaveText("3줄을 고쳐 주세요");
  await expect(bulk.outcome(one.number)).toContainText("보낼 수 있어요");
  await expect(bulk.outcome(other.number)).toContainText("우체국택배의 송장 번호가 아니에요");
  await expect(bulk.outcome(held.number)).toContainText("출고를 멈춰 둔 주문이에요");
  await expect(bulk.outcome(5)).toContainText("세 가지가 있어야 해요");
  await shop.expectNoAxeViolations(seller);

  await expect(bulk.shipButton).toHaveText("1건 보내기");
  await bulk.ship();
  await expect(bulk.told).toContainText("1건을 보냈어요");
  await expect(bulk.outcome(one.number)).toContainText("보냈어요");
  await expect(bulk.box).toHaveValue(new RegExp(`^${other.number} 우체국 ${second}\n${held.number},cj,${third}\n아무 말\n?$`));

  await bulk.check(`${other.number} CJ대한통운 ${second}`);
  await bulk.ship();
  await expect(bulk.told).toContainText("1건을 보냈어요");
  await expect(bulk.box).toHaveValue("");
  const order = new SellerOrder(seller);
  await order.open(other.id);
  await expect(order.stage).toHaveText("배송중");
  await expect(order.audit).toContainText(`CJ대한통운 ${second}`);
});

test("pasting the same lines again does no harm", async ({ page, seller }) => {
  const order = await new Buyer(page.request).orderAndPay();
  await expect.poll(async () => (await seller.request.get(`/seller/orders/${order.id}`)).status()).toBe(200);
  const line = `${order.number},롯데택배,${tracking()}`;
  const bulk = new SellerBulkShip(seller);
  await bulk.open();
  await bulk.check(line);
  await bulk.ship();
  await expect(bulk.told).toContainText("1건을 보냈어요");
  await bulk.check(line);
  await expect(bulk.outcome(order.number)).toContainText("이미 보냈어요");
  await expect(bulk.shipButton).toHaveCount(0);
  await expect(seller).not.toHaveTitle(/^오류/);
});

test("Back and Reload after shipping send nothing again, and a shared number is shipped when it is ticked", async ({
  page,
  seller,
}) => {
  const buyer = new Buyer(page.request);
  const [one, other] = [await buyer.orderAndPay(), await buyer.orderAndPay()];
  for (const { id } of [one, other]) {
    await expect.poll(async () => (await seller.request.get(`/seller/orders/${id}`)).status()).toBe(200);
  }
  const number = tracking();
  const bulk = new SellerBulkShip(seller);
  await bulk.open();
  await bulk.check(`${one.number} CJ대한통운 ${number}`, `${other.number} CJ대한통운 ${number}`);
  await expect(bulk.outcome(other.number)).toContainText(`이 번호는 주문 ${one.number}에도 있어요.`);
  await bulk.together(other.number).check();
  await bulk.ship();
  await expect(bulk.told).toContainText("2건을 보냈어요");
  await seller.reload();
  await expect(bulk.told).toContainText("2건을 보냈어요");
  await seller.goBack();
  await expect(bulk.outcome(one.number)).toContainText("이미 보냈어요");
  await expect(bulk.shipButton).toHaveCount(0);
});

test("a sheet is uploaded, also as Korean Windows saves it", async ({ page, seller }) => {
  const order = await new Buyer(page.request).orderAndPay();
  await expect.poll(async () => (await seller.request.get(`/seller/orders/${order.id}`)).status()).toBe(200);
  // "한진" as CP949 has it.
  const sheet = Buffer.concat([
    Buffer.from(`${order.number},`),
    Buffer.from([0xc7, 0xd1, 0xc1, 0xf8]),
    Buffer.from(`,${tracking()}\r\n`),
  ]);
  const bulk = new SellerBulkShip(seller);
  await bulk.open();
  await bulk.upload("송장.csv", sheet);
  await expect(bulk.outcome(order.number)).toContainText("보낼 수 있어요");
  await bulk.ship();
  await expect(bulk.told).toContainText("1건을 보냈어요");
  await bulk.upload("사진.csv", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]));
  await expect(bulk.summary.getByRole("link")).toHaveText("파일의 글자를 읽을 수 없어요. CSV로 저장해 주세요");
});

test("nothing pasted leads to the box", async ({ seller }) => {
  const bulk = new SellerBulkShip(seller);
  await bulk.open();
  await bulk.check("");
  await expect(seller).toHaveTitle(/^오류: /);
  await bulk.summary.getByRole("link").click();
  await expect(bulk.box).toBeFocused();
});
