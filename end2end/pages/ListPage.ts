// The list of garments.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class ListPage extends ShopPage {
  /** Opens all garments, or those of one category, by its key. */
  async open(category?: string): Promise<void> {
    await this.goto(category === undefined ? "/" : `/c/${category}`);
  }

  get cards(): Locator {
    return this.page.locator(".card");
  }

  card(name: string): Locator {
    return this.cards.filter({ has: this.page.getByRole("link", { name, exact: true }) });
  }

  async choose(name: string): Promise<void> {
    await this.card(name).getByRole("link", { name, exact: true }).click();
  }
}
