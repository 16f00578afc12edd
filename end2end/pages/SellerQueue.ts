// What the seller has to send.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

/** A tab of the queue, by its key. */
export type Tab = "open" | "ready" | "labelled" | "look" | "late" | "shipped";

export class SellerQueue extends ShopPage {
  async open(tab: Tab = "open"): Promise<void> {
    await this.goto(tab === "open" ? "/seller" : `/seller?tab=${tab}`);
  }

  /** Looks for orders by number, name, phone or tracking number, among those of the tab that is open. */
  async find(text: string): Promise<void> {
    await this.page.getByRole("searchbox").fill(text);
    await this.page.getByRole("search").getByRole("button").click();
  }

  get rows(): Locator {
    return this.page.locator("table.q tbody tr");
  }

  row(number: string): Locator {
    return this.rows.filter({ has: this.page.getByRole("rowheader", { name: number }) });
  }

  /** Where the shipment of an order stands. */
  chip(number: string): Locator {
    return this.row(number).locator(".chip");
  }

  /** That orders may be missing, because shipping stands still. */
  get untaken(): Locator {
    return this.page.locator("section:has(#untaken)");
  }

  /** The line that new orders wait behind. */
  get arrivals(): Locator {
    return this.page.locator("a.fresh");
  }

  /** The button for the next step of an order. */
  button(number: string, name: string): Locator {
    return this.row(number).getByRole("button", { name });
  }

  choice(number: string): Locator {
    return this.row(number).getByRole("checkbox");
  }

  /** What was chosen, counted, and what can be done to it. */
  get selection(): Locator {
    return this.page.locator(".sel");
  }

  /** Chooses every order of the page; only where scripts run. */
  get chooseAll(): Locator {
    return this.page.locator("#choose-all input");
  }

  /** Does something to the chosen ones. */
  async withChosen(korean: string, english: string): Promise<void> {
    await this.selection.getByRole("button", { name: this.say(korean, english), exact: true }).click();
  }

  /** A count on top of the queue. */
  fact(name: "ready" | "late" | "stop" | "stuck"): Locator {
    return this.page.locator(`#fact-${name}`);
  }

  /** What the last command came to. */
  get notice(): Locator {
    return this.page.locator(".sum");
  }

  get deliverChosenButton(): Locator {
    return this.page.getByRole("button", { name: this.say("배송완료로 적기", "Mark delivered") });
  }
}
