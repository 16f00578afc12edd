// The stock at the seller's desk: the list, one garment's grid, one variant's ledger.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class SellerStock extends ShopPage {
  async open(query = ""): Promise<void> {
    await this.goto(`/seller/stock${query}`);
  }

  async openGarment(slug: string): Promise<void> {
    await this.goto(`/seller/stock/${slug}`);
  }

  async openLedger(slug: string, dye: string, size: string): Promise<void> {
    await this.goto(`/seller/stock/${slug}/${dye}/${size}`);
  }

  /** The row of a garment in the list. */
  row(name: string): Locator {
    return this.page.getByRole("row").filter({ has: this.page.getByRole("rowheader", { name }) });
  }

  /** Finds garments by their name. */
  async find(words: string): Promise<void> {
    await this.page.getByRole("searchbox").fill(words);
    await this.page.getByRole("button", { name: this.say("찾기", "Find"), exact: true }).click();
  }

  /** What the last command came to. */
  get notice(): Locator {
    return this.page.locator(".sum");
  }

  /** The field of a variant's change: `모래 M`. */
  change(variant: string): Locator {
    return this.page.getByLabel(`${variant}${this.say(" 바꿀 수", ", change by")}`, { exact: true });
  }

  /** The number of a variant that can be sold, and what it is made of; it leads to the ledger. */
  have(variant: string): Locator {
    return this.page.getByRole("cell").filter({ has: this.change(variant) }).getByRole("link");
  }

  get note(): Locator {
    return this.page.getByLabel(this.say("메모", "Note"), { exact: true });
  }

  /** Types changes, a reason and a note, and applies them. */
  async adjust(changes: Record<string, string>, reason: string, note = ""): Promise<void> {
    for (const [variant, change] of Object.entries(changes)) {
      await this.change(variant).fill(change);
    }
    await this.page.getByLabel(this.say("이유", "Reason"), { exact: true }).selectOption(reason);
    await this.note.fill(note);
    await this.apply();
  }

  async apply(): Promise<void> {
    await this.page.getByRole("button", { name: this.say("적용하기", "Apply"), exact: true }).click();
  }

  /** The lines of a variant's ledger, newest first. */
  get movements(): Locator {
    return this.page.getByRole("table").locator("tbody tr");
  }
}
