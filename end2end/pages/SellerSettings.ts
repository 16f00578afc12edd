// What the shop says of itself, as its owner sets it.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

/** The fields that are typed, by their names. */
export type Setting = "owner" | "registration" | "fee" | "free_from" | "cut_off" | "closed_dates";

export class SellerSettings extends ShopPage {
  /** Of the shop at this address. */
  async open(shop: string): Promise<void> {
    await this.page.goto(`${shop}/seller/settings`);
  }

  field(name: Setting): Locator {
    const labels: Record<Setting, [string, string]> = {
      owner: ["대표", "Owner"],
      registration: ["사업자등록번호", "Business registration number"],
      fee: ["배송비 (원)", "Delivery fee (won)"],
      free_from: ["무료 배송 기준 (원)", "Free from (won)"],
      cut_off: ["당일 출고 마감", "Cut-off"],
      closed_dates: ["쉬는 날", "Closed days"],
    };
    return this.page.getByLabel(this.say(...labels[name]), { exact: true });
  }

  /** What a field is told when it is refused. */
  error(name: Setting): Locator {
    return this.page.locator(`#${name}-error`);
  }

  /** A day of the week on which the shop is closed. */
  closed(day: string): Locator {
    return this.page.getByRole("checkbox", { name: day });
  }

  /** What the shop's pages make of it. */
  get shown(): Locator {
    return this.page.getByRole("complementary", { name: this.say("지금 가게에 보이는 것", "What the shop says now") });
  }

  /** What the last change came to. */
  get notice(): Locator {
    return this.page.locator("main p.sum.tell");
  }

  async save(): Promise<void> {
    await this.page.getByRole("button", { name: this.say("저장하기", "Save") }).click();
  }

  async startOver(): Promise<void> {
    await this.page.getByRole("button", { name: this.say("적은 것을 버리고 저장된 대로 보기", "Drop what I typed") }).click();
  }
}
