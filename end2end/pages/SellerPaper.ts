// What the desk prints.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class SellerPaper extends ShopPage {
  /** The packing slip of an order. */
  slip(number: string): Locator {
    return this.page.getByRole("article", { name: number });
  }

  /** The address labels. */
  get labels(): Locator {
    return this.page.locator("ul.labels > li");
  }

  /** The line of a garment on the pick list. */
  pick(garment: string): Locator {
    return this.page.locator("table.picks tbody tr").filter({ hasText: garment });
  }

  /** What was left out, said on the screen alone. */
  get leftOut(): Locator {
    return this.page.locator(".no-print .tell");
  }
}
