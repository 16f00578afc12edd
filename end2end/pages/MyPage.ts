// A buyer's orders.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class MyPage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/mypage");
  }

  get rows(): Locator {
    return this.page.locator("ul.mine > li");
  }

  row(order: string): Locator {
    return this.rows.filter({ has: this.page.locator(`a[href$="/orders/${order}"]`) });
  }

  /** The state of an order in the market's word. */
  chip(order: string): Locator {
    return this.row(order).locator(".chip");
  }

  /** The line that new orders wait behind. */
  get arrivals(): Locator {
    return this.page.locator("a.fresh");
  }
}
