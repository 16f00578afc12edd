// One outfit, of which each piece can be ordered.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class OutfitPage extends ShopPage {
  async open(slug: string): Promise<void> {
    await this.goto(`/outfits/${slug}`);
  }

  get pieces(): Locator {
    return this.page.locator(".piece");
  }

  piece(name: string): Locator {
    return this.pieces.filter({ has: this.page.getByRole("link", { name, exact: true }) });
  }

  /** What puts all that is left of the outfit into the cart. */
  get wholeButton(): Locator {
    return this.page.locator(".bar.outfit").getByRole("button");
  }

  size(name: string): Locator {
    return this.piece(name).getByLabel(this.say("사이즈", "Size"));
  }

  /** What orders a piece by itself; of one that is sold out it says so. */
  orderButton(name: string): Locator {
    const text = this.lang === "ko" ? /주문하기|품절/ : /Order|Sold out/;
    return this.piece(name).getByRole("button", { name: text });
  }

  /** Orders a piece in a colour and a size, by their names. */
  async order(name: string, colour: string, size: string): Promise<void> {
    const piece = this.piece(name);
    await piece.getByLabel(this.say("색", "Colour")).selectOption({ label: colour });
    await this.size(name).selectOption({ label: size });
    await this.orderButton(name).click();
  }
}
