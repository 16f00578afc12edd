// One order as its buyer sees it; after paying it is the confirmation, too.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class OrderPage extends ShopPage {
  async open(order: string): Promise<void> {
    await this.goto(`/orders/${order}`);
  }

  get thanks(): Locator {
    return this.page.getByRole("heading", { name: this.say("고맙습니다", "Thank you") });
  }

  /** The state in the market's word. */
  get chip(): Locator {
    return this.page.locator(".state .chip");
  }

  /** The state in a sentence, what it means, and what was lost. */
  get state(): Locator {
    return this.page.locator(".state");
  }

  get timeline(): Locator {
    return this.page.locator("ol.line");
  }

  /** What happened, not what is to come. */
  get lastEntry(): Locator {
    return this.timeline.locator("li:not(.next)").last().locator("b");
  }

  /** Where the parcel goes and with whom. */
  get delivery(): Locator {
    return this.page.locator("section", { has: this.page.getByRole("heading", { name: this.say("배송 조회", "Delivery") }) });
  }

  /** The way to the carrier's page about the parcel. */
  get followLink(): Locator {
    return this.delivery.getByRole("link", { name: this.say("배송 조회", "Track it") });
  }

  /** The form that asks for a cancel, with what it promises. */
  get cancelForm(): Locator {
    return this.page.locator("form[action='/api/cancel_order']");
  }

  get completeButton(): Locator {
    return this.page.getByRole("button", { name: this.say("구매확정하기", "Confirm purchase") });
  }

  get payLink(): Locator {
    return this.page.getByRole("link", { name: this.say("결제하기", "Pay") });
  }

  /** What goes back, with its reasons. */
  get moneyBack(): Locator {
    return this.page.locator("#money");
  }

  get addressLink(): Locator {
    return this.page.getByRole("link", { name: this.say("받는 곳 바꾸기", "Change the delivery") });
  }

  get readdressButton(): Locator {
    return this.page.getByRole("button", { name: this.say("받는 곳 바꾸기", "Change the delivery") });
  }

  get receiptLink(): Locator {
    return this.page.getByRole("link", { name: this.say("영수증", "Receipt") });
  }

  get againButton(): Locator {
    return this.page.getByRole("button", { name: this.say("똑같이 다시 주문하기", "Order the same again") });
  }

  /** What was sent back, and where it stands. */
  get returns(): Locator {
    return this.page.locator("#returns");
  }

  get returnLink(): Locator {
    return this.page.getByRole("link", { name: this.say("반품 신청", "Ask to send it back") });
  }

  get withdrawButton(): Locator {
    return this.page.getByRole("button", { name: this.say("반품하지 않기", "Keep it after all") });
  }

  /** Asks to send so many pieces of the first line back. */
  async askReturn(count: string, reason: string): Promise<void> {
    await this.page.getByRole("combobox").first().selectOption(count);
    await this.page.getByRole("radio", { name: reason }).check();
    await this.page.getByRole("button", { name: this.say("반품 신청하기", "Ask to send it back") }).click();
  }

  /** Asks for a cancel, with one of the offered reasons. */
  async cancel(reason?: string): Promise<void> {
    if (reason !== undefined) {
      await this.cancelForm.getByRole("combobox").selectOption(reason);
    }
    await this.cancelForm.getByRole("button").click();
  }
}
