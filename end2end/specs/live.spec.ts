// The live connection: one stream while a page is seen, none while it is hidden, and never a gap.
import type { Page } from "@playwright/test";
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";

/** Hides a page, or shows it again, as switching to another tab does. */
function setVisibility(page: Page, state: "hidden" | "visible"): Promise<void> {
  return page.evaluate((state) => {
    Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
    document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  }, state);
}

test("a hidden page holds no stream, and misses nothing once it is seen again", { tag: "@js" }, async ({ page, seller }) => {
  const buyer = new Buyer(page.request);
  const desk = new Seller(seller.request);
  const { id } = await buyer.orderAndPay();
  await desk.label(id);
  const streams: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/live/")) {
      streams.push(request.url());
    }
  });
  const myPage = new MyPage(page);
  await myPage.open();
  await expect(myPage.chip(id)).toHaveText("상품준비중");
  await expect(myPage.connection).toHaveText("바뀌면 바로 보여요");
  expect(streams).toHaveLength(1);

  const closed = page.waitForEvent("requestfailed", (request) => request.url().includes("/live/"));
  await setVisibility(page, "hidden");
  await closed;
  await desk.ship(id);
  await expect.poll(() => buyer.status(id)).toBe("shipped");
  await expect(myPage.chip(id)).toHaveText("상품준비중");

  await setVisibility(page, "visible");
  await expect(myPage.chip(id)).toHaveText("배송중");
  expect(streams).toHaveLength(2);
});

test("a change is said aloud, once and in words", { tag: "@js" }, async ({ page, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  await new Seller(seller.request).label(id);
  const order = new OrderPage(page);
  await order.open(id);
  await expect(page.getByRole("status")).toHaveText("");
  await new Seller(seller.request).ship(id);
  await expect(page.getByRole("status")).toHaveText("배송중");
});

test("a change does not disturb a form that is being filled in", { tag: "@js" }, async ({ page, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await expect(order.chip).toHaveText("상품준비중");
  const reason = order.cancelForm.getByRole("combobox");
  await reason.selectOption("too_slow");
  await reason.focus();
  await new Seller(seller.request).command("hold", id, { reason: "확인" });
  await expect(order.chip).toHaveText("출고 보류");
  await expect(reason).toHaveValue("too_slow");
  await expect(reason).toBeFocused();
});

test("what was chosen stays where a change writes its form anew", { tag: "@js" }, async ({ page, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  const reason = order.cancelForm.getByRole("combobox");
  await reason.selectOption("too_slow");
  await reason.focus();
  await new Seller(seller.request).label(id);
  await expect(order.cancelForm).toContainText("가게가 상자를 먼저 찾아야 해요");
  await expect(reason).toHaveValue("too_slow");
  await expect(reason).toBeFocused();
});

test("an order's page at the desk says that somebody changed the order, and leaves what is typed alone", { tag: "@js" }, async ({ page, seller }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  await new Seller(seller.request).label(id);
  const order = new SellerOrder(seller);
  await order.open(id);
  const note = order.notes.getByRole("textbox");
  await note.fill("단추를 하나 더 넣었어요");
  await expect(order.changed).toBeHidden();
  await new Seller(seller.request).ship(id);
  await expect(order.changed).toBeVisible();
  await expect(order.stage).toHaveText("송장 붙임");
  await expect(note).toHaveValue("단추를 하나 더 넣었어요");
  await order.changed.click();
  await expect(order.stage).toHaveText("배송중");
});

test("a page whose session has ended stops asking, and says so", { tag: "@js" }, async ({ page, context }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await expect(order.connection).toHaveText("바뀌면 바로 보여요");
  await setVisibility(page, "hidden");
  await context.clearCookies();
  await setVisibility(page, "visible");
  await expect(order.connection).toHaveText("로그아웃됐어요. 로그인");
  await expect(page.getByRole("status")).toHaveText("로그아웃됐어요. 로그인");
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await setVisibility(page, "hidden");
  await setVisibility(page, "visible");
  expect(asked.filter((url) => url.includes("/live/"))).toEqual([]);
  await order.connection.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`/account/log-in\\?next=/orders/${id}$`));
});

test("a page that no script follows says of when it is", { tag: "@nojs" }, async ({ page }) => {
  await new Buyer(page.request).orderAndPay();
  const myPage = new MyPage(page);
  await myPage.open();
  await expect(myPage.connection).toHaveText(/^\d\d:\d\d에 본 그대로예요$/);
});

test("a stream begins where its browser left off", async ({ page, context, seller }) => {
  const buyer = new Buyer(page.request);
  const desk = new Seller(seller.request);
  const { id } = await buyer.orderAndPay();
  await desk.label(id);
  await expect.poll(() => buyer.lastEntry(id)).toBe("labelled");
  const cookie = (await context.cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const missed = (since: string, lastEventId?: string) => missedRows(since, cookie, lastEventId);

  const epoch = (await buyer.since()).split(":")[0] ?? "";
  const [all] = (await missed(`${epoch}:0`)).filter((row) => row.order === id);
  expect(all?.status).toBe("packed");

  // What the browser has seen last is newer than the page that it came with.
  const seen = all?.eventId ?? "";
  const later = `${epoch}:${Number(seen.split(":")[1]) + 3_600_000_000}`;
  // Again where the label is being announced just then: the program looks for news once somebody listens.
  await expect.poll(() => missed(`${epoch}:0`, later)).toEqual([]);
  await desk.ship(id);
  await expect.poll(() => buyer.status(id)).toBe("shipped");
  const [row] = (await missed(`${epoch}:0`, seen)).filter((row) => row.order === id);
  expect(row?.status).toBe("shipped");
  expect(row?.seq).toBeGreaterThan(all?.seq ?? Infinity);

  // A mark of a view that was thrown away, or one that was forged, brings everything.
  for (const since of [`gone:${Number.MAX_SAFE_INTEGER}`, "", "x", `${epoch}:x`]) {
    expect(await missed(since), since).toHaveLength(1);
  }
});

interface Row {
  eventId: string;
  order: string;
  status: string;
  seq: number;
}

/** The rows that a stream of MyPage sends before its first heartbeat: what its browser has missed. */
async function missedRows(since: string, cookie: string, lastEventId?: string): Promise<Row[]> {
  const ending = new AbortController();
  const response = await fetch(`${demo.baseURL}/live/mypage?since=${since}`, {
    headers: { cookie, ...(lastEventId !== undefined && { "last-event-id": lastEventId }) },
    signal: ending.signal,
  });
  let text = "";
  for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
    text += chunk;
    if (text.includes("event: ping")) {
      break;
    }
  }
  ending.abort();
  const value = (frame: string, name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(frame)?.[1] ?? "";
  const rows = text
    .split("\n\n")
    .filter((frame) => value(frame, "event") === "row")
    .map((frame) => ({ ...(JSON.parse(value(frame, "data")) as Row), eventId: value(frame, "id") }));
  // One that is announced just then comes twice, and browsers pass over the second.
  return [...new Map(rows.map((row) => [`${row.order} ${row.seq}`, row])).values()];
}
