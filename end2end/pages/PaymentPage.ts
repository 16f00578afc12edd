// The payment provider's own pages, as the sandbox plays them: a card to choose, and the bank's question.
import type { Locator, Page } from "@playwright/test";
import { CARDS } from "./PayPage.ts";

export class PaymentPage {
  constructor(readonly page: Page) {}

  /** A card that was refused here. */
  get alert(): Locator {
    return this.page.getByRole("alert");
  }

  async chooseCard(card: keyof typeof CARDS): Promise<void> {
    await this.page.getByRole("radio", { name: CARDS[card] }).check();
  }

  async pay(): Promise<void> {
    await this.page.getByRole("button", { name: /결제하기/ }).click();
  }

  /** Goes back without paying. */
  async leave(): Promise<void> {
    await this.page.getByText("취소하고 돌아가기").click();
  }

  /** Answers the bank that asks whether it is the buyer. */
  async answerBank(yes: boolean): Promise<void> {
    await this.page.getByRole("button", { name: yes ? "승인하기" : "거절하기" }).click();
  }
}
