// The garments at the seller's desk: the list and the form.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class SellerGarments extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/seller/garments");
  }

  async openGarment(slug: string): Promise<void> {
    await this.goto(`/seller/garments/${slug}`);
  }

  /** What the last command came to. */
  get notice(): Locator {
    return this.page.locator(".sum");
  }

  get preview(): Locator {
    return this.page.getByRole("region", { name: this.say("미리 보기", "Preview") });
  }

  field(korean: string, english = korean): Locator {
    return this.page.getByLabel(this.say(korean, english), { exact: true });
  }

  /** A measure of a size, both counted from 1. */
  cm(size: number, measure: number): Locator {
    return this.field(`사이즈 ${size}의 재는 곳 ${measure}`, `Size ${size}, measure ${measure}`);
  }

  async fill(fields: Record<string, string>): Promise<void> {
    for (const [name, value] of Object.entries(fields)) {
      await this.field(name).fill(value);
    }
  }

  async press(korean: string, english = korean): Promise<void> {
    await this.page.getByRole("button", { name: this.say(korean, english), exact: true }).click();
  }

  async openPhotographs(slug: string): Promise<void> {
    await this.goto(`/seller/garments/${slug}/photographs`);
  }

  /** Sends a file under a name, with the words that are typed. */
  async upload(name: string, buffer: Buffer): Promise<void> {
    const file = { name, mimeType: "image/webp", buffer };
    await this.page.getByLabel(this.say("사진 파일", "File"), { exact: true }).setInputFiles(file);
    await this.press("올리기", "Add");
  }
}
