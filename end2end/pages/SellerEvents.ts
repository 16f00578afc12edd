// The consumers of events, as the seller sees and stops them.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

/** A consumer, by its name. */
export type Consumer = "order" | "payment" | "shipping" | "mypage" | "mail";

export class SellerEvents extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/seller/events");
  }

  row(consumer: Consumer): Locator {
    const names: Record<Consumer, [string, string]> = {
      order: ["주문", "Orders"],
      payment: ["결제", "Payments"],
      shipping: ["배송", "Shipping"],
      mypage: ["마이페이지", "MyPage"],
      mail: ["메일", "Mail"],
    };
    const header = this.page.getByRole("rowheader", { name: this.say(...names[consumer]), exact: true });
    return this.page.getByRole("row").filter({ has: header });
  }

  state(consumer: Consumer): Locator {
    return this.row(consumer).locator(".chip");
  }

  /** What no running program does. */
  get missing(): Locator {
    return this.page.getByRole("region", { name: this.say("지금 아무 프로그램도 하지 않는 일", "Nobody is doing this now") });
  }

  /** Refunds that the provider refused. */
  get refusedRefunds(): Locator {
    return this.page.getByRole("region", { name: this.say("거절된 환불", "Refused refunds") });
  }

  /** How far a rebuild of MyPage has come. */
  get rebuilding(): Locator {
    return this.page.locator("#rebuilding");
  }

  async rebuild(): Promise<void> {
    await this.page.getByRole("button", { name: this.say("모두 다시 맞추기", "Put all of it right") }).click();
  }

  async pause(consumer: Consumer): Promise<void> {
    await this.row(consumer).getByRole("button", { name: this.say("멈추기", "Pause") }).click();
  }

  async resume(consumer: Consumer): Promise<void> {
    await this.row(consumer).getByRole("button", { name: this.say("다시 잇기", "Resume") }).click();
  }
}
