// Many orders shipped at once, by the lines of a sheet.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class SellerBulkShip extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/seller/ship");
  }

  get box(): Locator {
    return this.page.getByRole("textbox");
  }

  /** Pastes lines, and has them looked at. */
  async check(...lines: string[]): Promise<void> {
    await this.box.fill(lines.join("\n"));
    await this.press(/^(확인하기|Check)$/);
  }

  /** Uploads a sheet, and has it looked at. */
  async upload(name: string, sheet: Buffer): Promise<void> {
    await this.page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer: sheet });
    await this.press(/^(확인하기|Check)$/);
  }

  get shipButton(): Locator {
    return this.page.getByRole("button", { name: /^(\d+건 보내기|Ship \d+)$/ });
  }

  async ship(): Promise<void> {
    await this.shipButton.click();
  }

  /** Says of an order that it goes in one parcel with another. */
  together(number: string): Locator {
    return this.line(number).getByRole("checkbox");
  }

  /** The line of an order, or of this place. */
  line(text: string | number): Locator {
    const rows = this.page.locator("table.lines tbody tr");
    return typeof text === "number" ? this.page.locator(`#line-${text}`) : rows.filter({ hasText: text });
  }

  /** What is said of a line. */
  outcome(text: string | number): Locator {
    return this.line(text).getByRole("cell").last();
  }

  /** What was refused, on top of the page. */
  get summary(): Locator {
    return this.page.locator("section.sum");
  }

  /** How many were shipped. */
  get told(): Locator {
    return this.page.locator("p.sum.tell");
  }

  private async press(name: RegExp): Promise<void> {
    await this.page.getByRole("button", { name }).click();
  }
}
