// What a buyer has put aside.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class CartPage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/cart");
  }

  /** The lines, in the order in which they were put in. */
  get lines(): Locator {
    return this.page.locator(".basket > li");
  }

  line(name: string): Locator {
    return this.lines.filter({ hasText: name });
  }

  quantity(name: string): Locator {
    return this.line(name).getByRole("textbox");
  }

  async type(name: string, quantity: string): Promise<void> {
    await this.quantity(name).fill(quantity);
    await this.quantity(name).press("Enter");
  }

  async more(name: string): Promise<void> {
    await this.line(name).getByRole("button", { name: this.say("한 벌 더", "One more") }).click();
  }

  async less(name: string): Promise<void> {
    await this.line(name).getByRole("button", { name: this.say("한 벌 빼기", "One fewer") }).click();
  }

  async takeOut(name: string): Promise<void> {
    await this.line(name).getByRole("button", { name: this.say(/^빼기/, /^Take out/) }).click();
  }

  get putBackButton(): Locator {
    return this.page.getByRole("button", { name: this.say("되돌리기", "Put it back") });
  }

  /** What it all comes to. */
  get sum(): Locator {
    return this.page.getByRole("complementary", { name: this.say("주문하면", "If you order") });
  }

  get orderButton(): Locator {
    return this.sum.getByRole("button");
  }

  /** The link to the cart in the header of any page. */
  get link(): Locator {
    return this.page.getByRole("banner").getByRole("link", { name: this.say(/^장바구니/, /^Cart/) });
  }
}
