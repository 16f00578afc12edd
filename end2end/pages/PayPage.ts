// The pay page of an order.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

/** The cards that the sandbox knows. */
export const CARDS = {
  approved: "4242 4242 4242 4242",
  declined: "4000 0000 0000 0002",
  empty: "4000 0000 0000 9995",
  expired: "4000 0000 0000 0069",
  asks: "4000 0027 6000 3184",
} as const;

export class PayPage extends ShopPage {
  async open(order: string): Promise<void> {
    await this.goto(`/orders/${order}/pay`);
  }

  /** The order that is being paid. */
  get order(): string {
    return /\/orders\/([^/]+)\/pay/.exec(this.page.url())?.[1] ?? "";
  }

  get payButton(): Locator {
    return this.page.getByRole("button", { name: this.say("결제하기", "Pay") });
  }

  /** A payment that failed is an alert, and the only one. */
  get failure(): Locator {
    return this.page.getByRole("alert");
  }

  /** The way on to the provider, while it waits for the buyer. */
  get goOn(): Locator {
    return this.page.getByRole("link", { name: this.say("이어서 결제하기", "Go on to pay") });
  }

  /** Stops paying there. */
  get stop(): Locator {
    return this.page.getByRole("button", { name: this.say("그만두고 다른 카드로 결제하기", "Stop, and pay another way") });
  }

  async chooseCard(card: keyof typeof CARDS): Promise<void> {
    await this.page.getByRole("radio", { name: CARDS[card] }).check();
  }

  async pay(): Promise<void> {
    await this.payButton.click();
  }
}
