// What no page of ours would send: forged, foreign, huge. Each is a clear page in the visitor's language, or a code
// for a program; nothing is stored, and nothing of somebody else's is shown.
import type { APIResponse, Page } from "@playwright/test";
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer, PAGE, Seller, post } from "../http.ts";
import { CARDS } from "../pages/PayPage.ts";
import { HANEUL } from "../pages/CheckoutPage.ts";
import { moneyOf } from "../sandbox.ts";

const FORGED = "01a00000-0000-7000-8000-000000000000";

/** What a program that does not read pages is told. */
async function expectCode(response: APIResponse, status: number, code: string): Promise<void> {
  expect(response.status()).toBe(status);
  expect(await response.json()).toEqual({ error: code });
}

/** The page of an error, with a way on. */
async function expectFailurePage(page: Page, path: string, status: number, title: RegExp): Promise<void> {
  const response = await page.goto(path);
  expect(response?.status(), path).toBe(status);
  await expect(page).toHaveTitle(title);
  await expect(page.locator("main").getByRole("link").last()).toBeVisible();
}

const NOT_FOUND = /^오류: 여기에는 아무것도 없어요/;

test("what is not there is a page that says so, in the visitor's language", async ({ page, shop }) => {
  shop.expectError(/404/);
  for (const path of ["/nowhere", "/garments/cape", "/c/shoes", "/orders/1", `/orders/${FORGED}`, `/checkout/${FORGED}`]) {
    await expectFailurePage(page, path, 404, NOT_FOUND);
    await expectFailurePage(page, `/en${path}`, 404, /^Error: There’s nothing here/);
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
  }
  await expectFailurePage(page, "/checkout?garment=cape&size=M", 404, NOT_FOUND);
  await expectFailurePage(page, "/seller/orders/x", 404, NOT_FOUND);
});

test("a colour or a size that a garment does not have leads back to its sizes", async ({ page }) => {
  for (const choice of ["dye=plaid&size=M", "dye=ink&size=XXXL", "dye=&size=", "dye=%00&size=%27"]) {
    await page.goto(`/checkout?garment=tee&${choice}`);
    await expect(page).toHaveURL(/\/garments\/tee\?.*error=size/);
    await expect(page).toHaveTitle(/^오류: /);
  }
});

test("a filter that means nothing shows a list", async ({ page }) => {
  await page.goto("/garments?color=%3Cscript%3E&size=%00&price=x-y&sort=up&in=1");
  await expect(page.getByText("그렇게 고른 옷은 없어요.")).toBeVisible();
});

test("somebody else's order answers as one that is not there", async ({ page, stranger, seller, shop }) => {
  const owner = new Buyer(page.request);
  const order = await owner.order();
  const draft = await owner.begin();
  // The stranger has a session of their own.
  await new Buyer(stranger.request).begin();
  shop.expectError(/404/);
  for (const path of [`/orders/${order.id}`, `/orders/${order.id}/pay`, `/checkout/${draft}`]) {
    await expectFailurePage(stranger, path, 404, NOT_FOUND);
  }

  const request = stranger.request;
  const attempt = await owner.attempt(order.id);
  const asked: [string, Record<string, string>][] = [
    ["pay", { order: order.id, attempt, card: CARDS.approved }],
    ["cancel_order", { order: order.id }],
    ["complete_order", { order: order.id }],
    ["place_order", { ...HANEUL, draft, agree: "on", privacy: "on" }],
  ];
  for (const [action, form] of asked) {
    expect((await post(request, action, form)).status(), action).toBe(404);
    expect((await post(request, action, { ...form, order: FORGED, draft: FORGED })).status(), action).toBe(404);
  }
  await expectCode(await request.get(`/live/orders/${order.id}?since=x`), 404, "not_found");
  await expectCode(await request.get(`/api/order?order=${order.id}`), 404, "not_found");
  await expectCode(await request.get(`/api/pay_page?order=${order.id}`), 404, "not_found");

  await page.goto(`/orders/${order.id}`);
  await expect(page.locator(".state .chip")).toHaveText("결제대기");
  expect(await moneyOf(demo, order.id)).toEqual({ captured: [], refunded: [] });
  expect((await seller.goto(`/seller/orders/${order.id}`))?.status(), "nobody sells what is not paid").toBe(404);
});

test("the seller's pages and commands are the seller's", async ({ page, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  await new Seller(seller.request).command("hold", id, { reason: "확인" });
  for (const path of ["/seller", "/seller/events", `/seller/orders/${id}`]) {
    await page.goto(path);
    await expect(page).toHaveURL(`/seller/log-in?next=${path}`);
  }
  const asked: [string, Record<string, string>][] = [
    ["label", { order: id, carrier: "cj", tracking: "1" }],
    ["label", { order: id, carrier: "", tracking: "" }],
    ["ship", { order: id }],
    ["hold", { order: id, reason: "" }],
    ["release", { order: id }],
    ["deliver", { order: id }],
    ["undo_ship", { order: id }],
    ["answer_stop", { order: id, answer: "kept" }],
    ["pause_consumer", { consumer: "shipping" }],
    ["resume_consumer", { consumer: "shipping" }],
    ["replay", { id: "shipping:1" }],
  ];
  for (const [action, form] of asked) {
    await expectCode(await page.request.post(`/api/${action}`, { form }), 401, "sign_in");
  }
  for (const path of ["/api/queue", "/api/events", "/live/queue"]) {
    await expectCode(await page.request.get(path), 401, "sign_in");
  }
  await seller.goto(`/seller/orders/${id}`);
  await expect(seller.getByText("출고를 멈춰 두었어요")).toBeVisible();
});

test("the seller's log-in does not lead anywhere else", async ({ page }) => {
  await page.goto("/seller/log-in?token=forged&next=https://elsewhere.example/");
  await page.getByRole("button", { name: "주문 보러 가기" }).click();
  await expect(page).toHaveTitle(/^오류: /);
  await expect(page.locator("section.sum").getByRole("link")).toHaveText(/이 링크는 이미 썼어요/);
  await page.getByLabel("비밀번호").fill("forged");
  await page.getByRole("button", { name: "로그인하기" }).click();
  await expect(page.locator("section.sum").getByRole("link")).toHaveText("이메일과 비밀번호를 다시 살펴 주세요");
  await expect(page.locator("input[name=next]")).toHaveValue("/seller");
});

test("forms that were forged store nothing", async ({ page }) => {
  const buyer = new Buyer(page.request);
  const order = await buyer.order();
  const attempt = await buyer.attempt(order.id);
  const forged: [string, Record<string, string>][] = [
    ["pay", { order: "1", attempt, card: CARDS.approved }],
    ["pay", { order: order.id, attempt: "1", card: CARDS.approved }],
    ["pay", { order: order.id, attempt, card: "" }],
    ["pay", { order: order.id, attempt, card: "4".repeat(65) }],
    ["cancel_order", { order: "'; DROP TABLE orders; --" }],
    ["cancel_order", { order: order.id, reason: "forged" }],
    ["place_order", { draft: "%00", ...HANEUL }],
  ];
  for (const [action, form] of forged) {
    await expectCode(await page.request.post(`/api/${action}`, { form }), 400, "bad_input");
    const answer = await post(page.request, action, { ...form, lang: "ko" });
    expect(answer.status()).toBe(400);
    expect(await answer.text()).toContain("보내신 내용을 읽지 못했어요");
  }
  // An attempt that the page never offered changes nothing.
  await post(page.request, "pay", { order: order.id, attempt: FORGED, card: CARDS.approved });
  await page.goto(`/orders/${order.id}`);
  await expect(page.locator(".state .chip")).toHaveText("결제대기");
  await expect.poll(() => buyer.orderCount(), "MyPage follows by events").toBe(1);
  expect(await moneyOf(demo, order.id)).toEqual({ captured: [], refunded: [] });
});

test("the price is the shop's, whatever a form says", async ({ page }) => {
  const buyer = new Buyer(page.request);
  const draft = await buyer.begin();
  const forged = { ...HANEUL, draft, agree: "on", privacy: "on", total: "1", price: "1", unit_price: "1", quantity: "-5" };
  const placed = await post(page.request, "place_order", forged);
  await page.goto(placed.headers()["location"] ?? "");
  await expect(page.getByRole("button", { name: "32,000원 결제하기" })).toBeVisible();
});

test("fields that are too long are refused beside them, and control characters too", async ({ page }) => {
  const buyer = new Buyer(page.request);
  const draft = await buyer.begin();
  const form = { ...HANEUL, draft, agree: "on", privacy: "on", name: "김".repeat(41), note: "문".repeat(201), address2: "3\u0000층" };
  expect((await post(page.request, "place_order", form)).headers()["location"]).toBe(`/checkout/${draft}`);
  await page.goto(`/checkout/${draft}`);
  await expect(page.getByLabel("이름", { exact: true })).toHaveValue("김".repeat(41));
  await expect(page.getByLabel("이름", { exact: true })).toHaveAccessibleDescription(/이름을 40자 안으로 적어 주세요\.$/);
  await expect(page.getByLabel("더 부탁할 일")).toHaveValue("문".repeat(201));
  await expect(page.locator("#address2-error")).toBeVisible();
  expect(await buyer.orderCount()).toBe(0);
});

test("markup that was typed is text", async ({ page }) => {
  const buyer = new Buyer(page.request);
  const draft = await buyer.begin();
  const name = `<b onmouseover="x">김</b>&amp;`;
  const placed = await post(page.request, "place_order", { ...HANEUL, draft, agree: "on", privacy: "on", name });
  const payPage = placed.headers()["location"] ?? "";
  await page.goto(payPage.replace(/\/pay$/, ""));
  await expect(page.getByText(name)).toBeVisible();
});

test("more than 64 KiB is not read", async ({ page, stranger }) => {
  const buyer = new Buyer(page.request);
  const draft = await buyer.begin();
  const form = { ...HANEUL, draft, agree: "on", privacy: "on", note: "x".repeat(70_000) };
  await expectCode(await page.request.post("/api/place_order", { form }), 413, "too_large");
  const answer = await post(page.request, "place_order", form);
  expect(answer.status()).toBe(413);
  expect(await answer.text()).toContain("보내신 내용이 너무 길어요");
  expect(await buyer.orderCount()).toBe(0);
  expect((await stranger.request.post("/nowhere", { data: "x".repeat(70_000) })).status()).toBe(413);
});

test("a form on somebody else's site cannot order, pay or cancel", async ({ page }) => {
  const buyer = new Buyer(page.request);
  const order = await buyer.orderAndPay();
  const foreign = [
    { ...PAGE, origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" },
    { ...PAGE, origin: "https://elsewhere.example" },
    { ...PAGE, "sec-fetch-site": "cross-site" },
  ];
  for (const headers of foreign) {
    const answer = await page.request.post("/api/cancel_order", { form: { order: order.id }, headers });
    expect(answer.status()).toBe(403);
    expect(await answer.text()).toContain("이 화면에서 보낸 것이 아니었어요");
  }
  const { accept: _, ...program } = foreign[2] ?? PAGE;
  await expectCode(
    await page.request.post("/api/cancel_order", { form: { order: order.id }, headers: program }),
    403,
    "forbidden",
  );
  await page.goto(`/orders/${order.id}`);
  await expect(page.locator(".state .chip")).toHaveText(/결제완료|상품준비중/);
});

test("programs get codes, not pages", async ({ page }) => {
  const request = page.request;
  await expectCode(await request.get("/nowhere"), 404, "not_found");
  await expectCode(await request.get("/api/nowhere"), 404, "not_found");
  await expectCode(await request.get("/api/pay"), 404, "not_found");
  await expectCode(await request.delete("/mypage"), 404, "not_found");
  await expectCode(await request.get("/api/garment?slug=cape"), 404, "not_found");
  await expectCode(await request.get("/api/order?order=x"), 400, "bad_input");
  await expectCode(await request.get("/live/mypage"), 404, "not_found");
  const json = { "content-type": "application/json" };
  await expectCode(await request.post("/api/pay", { data: "{", headers: json }), 400, "bad_input");
  const forged = { order: FORGED, attempt: FORGED, card: CARDS.approved };
  await expectCode(await request.post("/api/pay", { form: forged }), 404, "not_found");
});

test("an error in a form is answered in the language of the page it stands on", async ({ page }) => {
  const headers = { ...PAGE, referer: `${demo.baseURL}/en/mypage` };
  const answer = await page.request.post("/api/cancel_order", { form: { order: FORGED, lang: "en" }, headers });
  expect(answer.status()).toBe(404);
  expect(await answer.text()).toContain("There’s nothing here");
});
