// The home page: this week's outfit, the lookbook, and what is new.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class HomePage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/");
  }

  /** This week's outfit. */
  get thisWeek(): Locator {
    return this.page.locator(".look");
  }

  /** The other outfits, each a link to its page. */
  get lookbook(): Locator {
    return this.page.locator(".spreads").getByRole("link");
  }

  get newest(): Locator {
    return this.page.locator(".card");
  }
}
