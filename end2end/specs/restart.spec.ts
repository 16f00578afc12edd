// A shop that stops and starts again on the same data: nothing is forgotten, and pages that were open catch up. It has
// a shop of its own, so that it stops nobody else's.
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { OwnShop } from "../own-shop.ts";
import { MyPage } from "../pages/MyPage.ts";
import { SellerLogIn } from "../pages/SellerLogIn.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";
import { moneyOf } from "../sandbox.ts";

let shop: OwnShop;

test.beforeEach(async () => {
  shop = new OwnShop();
  await shop.start();
});

test.afterEach(async () => {
  await shop.close();
});

test("the seller's link lets in once, and for as long as the shop knows them", async ({ browser }) => {
  const context = await browser.newContext({ baseURL: shop.baseURL });
  const logIn = new SellerLogIn(await context.newPage());
  await logIn.openLink(shop);
  await logIn.enter();
  const queue = new SellerQueue(logIn.page);
  await expect(queue.heading).toHaveText("보낼 옷");

  const other = await browser.newContext({ baseURL: shop.baseURL });
  const late = new SellerLogIn(await other.newPage());
  await late.openLink(shop);
  await late.enter();
  await expect(late.page).toHaveTitle(/^오류: /);
  await expect(late.refusal.getByRole("link")).toHaveText(/이 링크는 이미 썼어요/);

  await shop.stop();
  await shop.start();
  await queue.open();
  await expect(queue.heading).toHaveText("보낼 옷");
  await logIn.page.getByRole("button", { name: "나가기" }).click();
  await expect(logIn.heading).toHaveText("로그인");
  await queue.open();
  await expect(logIn.heading).toHaveText("로그인");
});

test("an open page says that the shop is gone, and catches up when it is back", async ({ browser, follow, javaScriptEnabled }) => {
  const context = await browser.newContext({ baseURL: shop.baseURL });
  const page = await context.newPage();
  const buyer = new Buyer(context.request);
  const { id } = await buyer.orderAndPay();
  const sellerContext = await browser.newContext({ baseURL: shop.baseURL });
  const logIn = new SellerLogIn(await sellerContext.newPage());
  await logIn.openLink(shop);
  await logIn.enter();
  await expect(new SellerQueue(logIn.page).heading).toHaveText("보낼 옷");
  const myPage = new MyPage(page);
  await myPage.open();
  await follow(myPage.chip(id), "상품준비중");

  if (javaScriptEnabled) {
    await expect(myPage.connection).toHaveText("바뀌면 바로 보여요");
  }
  await shop.stop();
  if (javaScriptEnabled) {
    await expect(myPage.connection).toHaveText("다시 잇고 있어요");
  }
  await expect(myPage.chip(id)).toHaveText("상품준비중");

  await shop.start();
  const desk = new Seller(sellerContext.request);
  await desk.label(id);
  await desk.ship(id);
  await expect(async () => follow(myPage.chip(id), "배송중")).toPass();
  if (javaScriptEnabled) {
    await expect(myPage.connection).toHaveText("바뀌면 바로 보여요");
  }
  expect(await moneyOf(shop, id)).toEqual({ captured: [32_000], refunded: [] });
});
