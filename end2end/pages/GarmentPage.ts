// One garment, and the form that begins a checkout.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class GarmentPage extends ShopPage {
  async open(slug: string): Promise<void> {
    await this.goto(`/garments/${slug}`);
  }

  get sizes(): Locator {
    return this.page.getByRole("radiogroup", { name: this.say("사이즈", "Size") });
  }

  size(name: string): Locator {
    // "L" is part of "XL", and a sold-out size says so after its name.
    return this.sizes.getByRole("radio", { name: new RegExp(`^${name}( |$)`) });
  }

  get quantity(): Locator {
    return this.page.getByLabel(this.say("몇 벌", "How many"));
  }

  get orderButton(): Locator {
    return this.page.getByRole("button", { name: this.say("주문하기", "Order") });
  }

  async addToCart(): Promise<void> {
    await this.page.getByRole("button", { name: this.say("장바구니 담기", "Add to cart") }).click();
  }

  /** What the shop promises of delivery and returns. */
  get terms(): Locator {
    return this.page.locator("dl").filter({ hasText: this.say("반품", "Returns") });
  }

  /** The garment as the page shows it large. */
  get picture(): Locator {
    return this.page.locator("#hero");
  }

  /** The garment from the front in each of its colours; a press chooses it. */
  get shades(): Locator {
    return this.page.locator(".shades label");
  }

  /** What opens a picture large. */
  get enlarge(): Locator {
    return this.page.getByRole("button", { name: this.say("크게 보기", "See it large") });
  }

  /** The picture that is open large. */
  get large(): Locator {
    return this.page.getByRole("dialog", { name: this.say("크게 보기", "See it large") });
  }

  get sizeTable(): Locator {
    return this.page.getByRole("table");
  }

  /** The outfits that the garment is part of. */
  get outfits(): Locator {
    return this.page.locator(".spreads").getByRole("link");
  }

  async chooseColour(name: string): Promise<void> {
    await this.page.getByRole("radio", { name }).check();
  }

  /** The radios are drawn as the boxes that hold them. */
  async chooseSize(name: string): Promise<void> {
    await this.size(name).check();
  }

  async order(): Promise<void> {
    await this.orderButton.click();
  }
}
