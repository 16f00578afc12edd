// The outfits at the seller's desk: the list and the form.
import type { Locator } from "@playwright/test";
import { SellerGarments } from "./SellerGarments.ts";

export class SellerOutfits extends SellerGarments {
  override async open(): Promise<void> {
    await this.goto("/seller/outfits");
  }

  async openOutfit(slug: string): Promise<void> {
    await this.goto(`/seller/outfits/${slug}`);
  }

  get rows(): Locator {
    return this.page.locator("tbody tr");
  }

  /** A piece's garment and colour, counted from 1, as `garment:dye`. */
  async choose(n: number, piece: string): Promise<void> {
    await this.field(`${n}번째 옷과 색`, `Piece ${n} and its colour`).selectOption(piece);
  }
}
