// The same shop with its orders and MyPage in PostgreSQL: one order to the doorstep, and one that is given back.
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { OwnShop } from "../own-shop.ts";
import { MyPage } from "../pages/MyPage.ts";
import { SellerLogIn } from "../pages/SellerLogIn.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";
import { Postgres } from "../postgres.ts";
import { moneyOf } from "../sandbox.ts";

let postgres: Postgres | undefined;
let shop: OwnShop | undefined;

test.afterEach(async () => {
  await shop?.close();
  await postgres?.stop();
});

test("a shop on PostgreSQL sells, ships and refunds, and its pages follow", { tag: "@js" }, async ({ browser, follow }) => {
  postgres = await Postgres.start();
  test.skip(postgres === undefined && process.env["CI"] !== "true", "no PostgreSQL binaries");
  expect(postgres, "CI has no PostgreSQL binaries").toBeDefined();
  const [database, view] = ["shop", "view"].map((name) => postgres?.create(name) ?? "");
  shop = new OwnShop(["--database", database ?? "", "--view-database", view ?? ""]);
  await shop.start();

  const context = await browser.newContext({ baseURL: shop.baseURL });
  const buyer = new Buyer(context.request);
  const kept = await buyer.orderAndPay();
  const returned = await buyer.orderAndPay();
  const myPage = new MyPage(await context.newPage());
  await myPage.open();
  await follow(myPage.chip(kept.id), "상품준비중");

  const logIn = new SellerLogIn(await (await browser.newContext({ baseURL: shop.baseURL })).newPage());
  await logIn.openLink(shop);
  await logIn.enter();
  const queue = new SellerQueue(logIn.page);
  await expect(queue.chip(kept.number)).toHaveText("포장 전");

  await buyer.cancel(returned.id);
  await follow(queue.chip(returned.number), "취소됨");
  await follow(myPage.chip(returned.id), "환불완료");

  const desk = new Seller(logIn.page.request);
  await desk.label(kept.id);
  await desk.ship(kept.id);
  await desk.deliver(kept.id);
  await follow(myPage.chip(kept.id), "배송완료");
  expect(await moneyOf(shop, kept.id)).toEqual({ captured: [32_000], refunded: [] });
  expect(await moneyOf(shop, returned.id)).toEqual({ captured: [32_000], refunded: [32_000] });
});
