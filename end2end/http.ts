// The shop without a browser: what a spec needs to stand before it begins, and what no page would ever send.
import { expect, type APIRequestContext, type APIResponse } from "@playwright/test";
import { CARDS } from "./pages/PayPage.ts";
import { type Details, HANEUL } from "./pages/CheckoutPage.ts";

/** What a browser says that it can read. */
export const PAGE = { accept: "text/html,application/xhtml+xml" };

/** What is chosen on a garment's page. */
export interface Choice {
  garment: string;
  dye: string;
  size: string;
  quantity: string;
}

export const TEE: Choice = { garment: "tee", dye: "ink", size: "M", quantity: "1" };

/** An order: its id in URLs, and the number that people read. */
export interface Order {
  id: string;
  number: string;
}

/** Posts a form as a browser would, without following where it leads. */
export function post(request: APIRequestContext, action: string, form: Record<string, string>): Promise<APIResponse> {
  return request.post(`/api/${action}`, { form, headers: PAGE, maxRedirects: 0 });
}

/** Posts a form that has to succeed; where it leads. */
async function done(request: APIRequestContext, action: string, form: Record<string, string>): Promise<string> {
  const response = await post(request, action, form);
  expect(response.status(), `${action} led nowhere: ${await response.text()}`).toBe(303);
  return response.headers()["location"] ?? "";
}

/** The buyer whose cookie a request carries. */
export class Buyer {
  constructor(readonly request: APIRequestContext) {}

  /** Begins a checkout; the draft's id. */
  async begin(choice: Partial<Choice> = {}): Promise<string> {
    const params = { ...TEE, ...choice };
    const response = await this.request.get("/checkout", { params, headers: PAGE, maxRedirects: 0 });
    return idIn(response.headers()["location"], /^\/checkout\/([^/]+)$/);
  }

  /** Puts something into the cart. */
  async putIntoCart(choice: Partial<Choice> = {}): Promise<void> {
    const form = { ...TEE, ...choice };
    const response = await this.request.post("/cart", { form, headers: PAGE, maxRedirects: 0 });
    expect(response.headers()["location"]).toBe("/cart?notice=added");
  }

  /** Places the order of a draft; the page it leads to. */
  place(draft: string, details: Partial<Details> = {}): Promise<string> {
    return done(this.request, "place_order", { ...HANEUL, ...details, draft, agree: "on", privacy: "on" });
  }

  /** Places an order, which waits to be paid. */
  async order(choice: Partial<Choice> = {}, details: Partial<Details> = {}): Promise<Order> {
    const payPage = await this.place(await this.begin(choice), details);
    const id = idIn(payPage, /^\/orders\/([^/]+)\/pay$/);
    const html = await (await this.request.get(`/orders/${id}`, { headers: PAGE })).text();
    return { id, number: idIn(html, /(\d{6}-[0-9A-Z]{5})/) };
  }

  /** The attempt that the order's pay page offers. */
  async attempt(order: string): Promise<string> {
    const html = await (await this.request.get(`/orders/${order}/pay`, { headers: PAGE })).text();
    return idIn(html, /name="attempt" value="([^"]+)"/);
  }

  /** Pays an order with one of the sandbox's cards; the page it leads to. */
  async pay(order: string, card: keyof typeof CARDS = "approved"): Promise<string> {
    return done(this.request, "pay", { order, attempt: await this.attempt(order), card: CARDS[card] });
  }

  /** Places an order and pays it. */
  async orderAndPay(choice: Partial<Choice> = {}, details: Partial<Details> = {}): Promise<Order> {
    const order = await this.order(choice, details);
    await this.pay(order.id);
    return order;
  }

  async cancel(order: string): Promise<void> {
    await done(this.request, "cancel_order", { order });
  }

  /** How many orders the buyer has, in whatever state. */
  async orderCount(): Promise<number> {
    return (await this.myPage()).rows.length;
  }

  /** The state of an order on MyPage. */
  async status(order: string): Promise<string | undefined> {
    return (await this.row(order))?.status;
  }

  /** What happened to an order last, by MyPage. */
  async lastEntry(order: string): Promise<string | undefined> {
    return (await this.row(order))?.timeline.at(-1)?.what;
  }

  /** Where a stream has to start that misses nothing after now. */
  async since(): Promise<string> {
    return (await this.myPage()).since;
  }

  private async row(order: string): Promise<Row | undefined> {
    return (await this.myPage()).rows.find((row) => row.order === order);
  }

  private async myPage(): Promise<{ rows: Row[]; since: string }> {
    return (await this.request.get("/api/my_page")).json();
  }
}

/** A row of MyPage, as programs read it. */
interface Row {
  order: string;
  status: string;
  timeline: { what: string }[];
}

let tracked = Date.now() % 100_000_000_000;

/** A tracking number that no other order has, as CJ and Lotte count. */
export function trackingNumber(): string {
  tracked += 1;
  return String(600_000_000_000 + (tracked % 100_000_000_000));
}

/** The seller whose cookie a request carries. */
export class Seller {
  constructor(readonly request: APIRequestContext) {}

  /** Does something to an order, once shipping knows of it. */
  async command(action: string, order: string, more: Record<string, string> = {}): Promise<void> {
    await expect.poll(async () => (await this.request.get(`/seller/orders/${order}`)).status()).toBe(200);
    expect(await done(this.request, action, { order, ...more })).not.toContain("conflict");
  }

  async label(order: string): Promise<void> {
    await this.command("label", order, { carrier: "cj", tracking: trackingNumber() });
  }

  async ship(order: string): Promise<void> {
    await this.command("ship", order);
  }

  async deliver(order: string): Promise<void> {
    await this.command("deliver", order);
  }

  async setPaused(consumer: string, paused: boolean): Promise<void> {
    await done(this.request, paused ? "pause_consumer" : "resume_consumer", { consumer });
  }
}

function idIn(text: string | undefined, pattern: RegExp): string {
  const id = pattern.exec(text ?? "")?.[1];
  expect(id, `${pattern} is not in ${text?.slice(0, 200)}`).toBeDefined();
  return id ?? "";
}
