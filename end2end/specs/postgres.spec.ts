// The same shop with its orders and MyPage in PostgreSQL: one order to the doorstep, one that is given back, and two
// programs that share the work.
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { OwnShop } from "../own-shop.ts";
import { MyPage } from "../pages/MyPage.ts";
import { SellerEvents } from "../pages/SellerEvents.ts";
import { SellerLogIn } from "../pages/SellerLogIn.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";
import { Postgres } from "../postgres.ts";
import { moneyOf } from "../sandbox.ts";

let postgres: Postgres | undefined;
let shop: OwnShop | undefined;

/** The arguments that name two new databases. */
async function databases(): Promise<string[]> {
  postgres = await Postgres.start();
  test.skip(postgres === undefined && process.env["CI"] !== "true", "no PostgreSQL binaries");
  expect(postgres, "CI has no PostgreSQL binaries").toBeDefined();
  const [database, view] = ["shop", "view"].map((name) => postgres?.create(name) ?? "");
  return ["--database", database ?? "", "--view-database", view ?? ""];
}

test.afterEach(async () => {
  await shop?.close();
  await postgres?.stop();
});

test("a shop on PostgreSQL sells, ships and refunds, and its pages follow", { tag: "@js" }, async ({ browser, follow }) => {
  shop = new OwnShop(await databases());
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

test("shipping that runs nowhere is caught up with by another program, and pages there see what this one does", { tag: "@js" }, async ({
  browser,
  follow,
  shop: { expectError },
}) => {
  // The stream of the program that ends.
  expectError(/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET/);
  const places = await databases();
  shop = new OwnShop([...places, "--roles", "web,relay,order,payment,mypage,mail,reconciler,expiry"]);
  await shop.start();
  const context = await browser.newContext({ baseURL: shop.baseURL });
  const buyer = new Buyer(context.request);
  const order = await buyer.orderAndPay();
  const myPage = new MyPage(await context.newPage());
  await myPage.open();
  await follow(myPage.chip(order.id), "결제완료");

  const logIn = new SellerLogIn(await (await browser.newContext({ baseURL: shop.baseURL })).newPage());
  await logIn.openLink(shop);
  await logIn.enter();
  const events = new SellerEvents(logIn.page);
  await events.open();
  await expect(events.missing).toContainText("배송");
  await expect(events.missing).toContainText("--roles shipping");
  const ready = await context.request.get("/readyz");
  expect(await ready.json()).toEqual({ status: "warn", missing_roles: ["shipping"] });

  const other = shop.another(places, "web,shipping");
  await other.start();
  try {
    await follow(myPage.chip(order.id), "상품준비중");
    await events.open();
    await expect(events.missing).toHaveCount(0);

    // A page of the other program: cookies do not ask for the port.
    const there = new MyPage(await context.newPage());
    await there.page.goto(`${other.baseURL}/mypage`);
    await expect(there.chip(order.id)).toHaveText("상품준비중");
    const queueThere = new SellerQueue(await logIn.page.context().newPage());
    await queueThere.page.goto(`${other.baseURL}/seller`);
    await expect(queueThere.chip(order.number)).toHaveText("포장 전");
    await new Seller(logIn.page.request).label(order.id);
    await follow(queueThere.chip(order.number), "송장 붙임");
    await buyer.cancel(order.id);
    await follow(there.chip(order.id), "취소요청");
    await follow(queueThere.chip(order.number), "취소 요청");
  } finally {
    await other.stop();
  }
});

test("a view that shows another shop's orders is left alone, and said", { tag: "@js" }, async ({ browser, follow }) => {
  const places = await databases();
  const view = places.at(-1) ?? "";
  shop = new OwnShop(places);
  await shop.start();
  const context = await browser.newContext({ baseURL: shop.baseURL });
  const order = await new Buyer(context.request).orderAndPay();
  const myPage = new MyPage(await context.newPage());
  await myPage.open();
  await follow(myPage.chip(order.id), "상품준비중");

  const everything = "web,relay,order,payment,shipping,mypage,mail,reconciler,expiry";
  const main = postgres?.create("another") ?? "";
  const other = shop.another(["--database", main, "--view-database", view], everything);
  await other.start();
  try {
    const says = async (): Promise<unknown> => (await context.request.get(`${other.baseURL}/readyz`)).json();
    const output = "MyPage's database is another shop's";
    await expect.poll(says).toEqual({ status: "warn", missing_roles: [], output });
    const shown = await context.request.get(`${other.baseURL}/mypage`);
    expect(shown.status(), "and not that there are no orders").toBe(503);
  } finally {
    await other.stop();
  }
});
