// The stock at the desk: found, changed by difference with a reason, refused with both values, and its ledger.
import { expect, test } from "../fixtures.ts";
import { Buyer } from "../http.ts";
import { SellerStock } from "../pages/SellerStock.ts";

test("the seller finds a garment, changes two of its variants, and the ledger says who and why", async ({
  shop,
  seller,
}) => {
  const stock = new SellerStock(seller);
  await stock.open();
  await shop.expectNoAxeViolations(seller);
  await stock.find("트렌치");
  await expect(stock.row("개버딘 트렌치코트")).toBeVisible();
  await seller.getByRole("link", { name: "개버딘 트렌치코트" }).click();
  await shop.expectNoAxeViolations(seller);

  await stock.adjust({ "모래 M": "+3", "모래 L": "−1" }, "received", "겨울 물량");
  await expect(stock.notice).toHaveText("재고를 고쳤어요.");
  await stock.have("모래 M").click();
  await expect(stock.movements.first()).toContainText(/입고.*\+3.*주인\s*· 겨울 물량/s);
  await shop.expectNoAxeViolations(seller);
});

test("a change of what was sold meanwhile shows both values and keeps what was typed", async ({
  page,
  shop,
  seller,
}) => {
  const stock = new SellerStock(seller);
  await stock.openGarment("tee");
  const { number } = await new Buyer(page.request).orderAndPay();
  await stock.adjust({ "먹 M": "-5" }, "counted");
  await expect(stock.refusal).toContainText(/먹 M: 화면에는 [\d,]+벌이었는데 지금은 [\d,]+벌이에요/);
  await expect(stock.change("먹 M")).toHaveValue("-5");
  await expect(seller).toHaveTitle(/^오류: /);
  await shop.expectNoAxeViolations(seller);

  await stock.apply();
  await expect(stock.notice).toHaveText("재고를 고쳤어요.");
  await stock.have("먹 M").click();
  await expect(stock.movements.first()).toContainText("실사");
  await expect(stock.movements.nth(1)).toContainText(number);
});

test("less than unpaid orders keep is never left", async ({ page, seller }) => {
  await new Buyer(page.request).order({ dye: "white", size: "S" });
  const stock = new SellerStock(seller);
  await stock.openGarment("tee");
  await stock.adjust({ "눈 S": "-2000" }, "damaged");
  await expect(stock.refusal).toContainText(/주문이 [\d,]+벌을 맡아 두었어요/);
});
