// One order at the seller's desk.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class SellerOrder extends ShopPage {
  async open(order: string): Promise<void> {
    await this.goto(`/seller/orders/${order}`);
  }

  /** Where the shipment stands. */
  get stage(): Locator {
    return this.page.locator(".row.apart .chip").first();
  }

  /** Says that the order is not as this page shows it any more, and leads to what it is now. */
  get changed(): Locator {
    return this.page.getByRole("status").getByRole("link", { name: this.say("이 주문이 바뀌었어요", "This order has changed") });
  }

  /** What the last command came to. */
  get notice(): Locator {
    return this.page.locator(".sum");
  }

  get trackingNumber(): Locator {
    return this.page.getByLabel(this.say("송장 번호", "Tracking number"));
  }

  /** Captured, refunded and net of each payment. */
  get payments(): Locator {
    return this.page.locator("ul.payments > li");
  }

  /** Why a refund was paid back by transfer. */
  get why(): Locator {
    return this.page.getByLabel(this.say("이유와 보낸 곳", "Why, and where it went"));
  }

  /** What the shop did about the order. */
  get audit(): Locator {
    return this.page.getByRole("region", { name: this.say("가게가 한 일", "What the shop did") });
  }

  /** What was written to the buyer. */
  get mails(): Locator {
    return this.page.getByRole("region", { name: this.say("주문한 분에게 보낸 메일", "Mails to the buyer") });
  }

  /** Sends the first mail of the order once more. */
  async sendAgain(): Promise<void> {
    await this.mails.getByRole("button", { name: this.say("다시 보내기", "Send again") }).first().click();
  }

  /** Who gets it, and where. */
  get recipient(): Locator {
    return this.page.getByRole("region", { name: this.say("받는 분", "Recipient") });
  }

  /** The way to the page on which the shop cancels. */
  get cancelLink(): Locator {
    return this.page.getByRole("link", { name: this.say("주문 취소", "Cancel the order") });
  }

  /** What is to be given back, in won. */
  get amount(): Locator {
    return this.page.getByLabel(this.say("금액 (원)", "Amount (won)"));
  }

  /** Cancels for the shop, for one of its reasons or without one. */
  async confirmCancel(reason?: string): Promise<void> {
    if (reason !== undefined) {
      await this.page.getByRole("radio", { name: reason }).check();
    }
    await this.page.getByRole("button", { name: this.say("돌려주기", "Cancel and give") }).click();
  }

  /** Gives a part of the price back. */
  async giveBack(amount: string, reason: string): Promise<void> {
    if (!(await this.amount.isVisible())) {
      await this.page.locator("summary", { hasText: this.say("일부 돌려주기", "Give a part back") }).click();
    }
    await this.amount.fill(amount);
    await this.page.getByLabel(this.say("이유 (주문한 분에게 보여요)", "Reason (the buyer sees it)")).selectOption(reason);
    await this.press("돌려주기", "Give it back");
  }

  /** The goods of a return are here. */
  async receiveReturn(): Promise<void> {
    await this.press("옷을 받았어요", "The goods are here");
  }

  /** Gives the value of a return back, less what is taken off. */
  async refundReturn(goods: string, off: string, why: string): Promise<void> {
    await this.page.getByRole("radio", { name: goods }).check();
    await this.page.getByLabel(this.say("빼는 금액 (원)", "Taken off (won)")).fill(off);
    await this.page.getByLabel(this.say("빼는 이유", "Why (the buyer sees it)")).selectOption(why);
    await this.page.getByRole("button", { name: /^[\d,]+원(까지)? 돌려주기$|^Give .* back$/ }).click();
  }

  /** Says no to a return, and why. */
  async refuseReturn(why: string): Promise<void> {
    const fold = this.page.locator("details.fold", { has: this.page.locator("form[action='/api/refuse_return']") });
    if (!(await fold.getByRole("textbox").isVisible())) {
      await fold.locator("summary").click();
    }
    await fold.getByRole("textbox").fill(why);
    await fold.getByRole("button").click();
  }

  /** Asks the provider for a refused refund again. */
  async tryAgain(): Promise<void> {
    await this.press("다시 시도", "Try again");
  }

  /** Says that a refused refund was paid back by transfer. */
  async paidByTransfer(why: string): Promise<void> {
    if (!(await this.why.isVisible())) {
      await this.page.locator("summary", { hasText: this.say("계좌이체로 돌려줬어요", "Paid back by transfer") }).click();
    }
    await this.why.fill(why);
    await this.press("계좌이체로 돌려줬어요", "Paid back by transfer");
  }

  async label(carrier: string, trackingNumber: string): Promise<void> {
    await this.page.getByLabel(this.say("택배사", "Carrier")).selectOption(carrier);
    await this.trackingNumber.fill(trackingNumber);
    await this.press("송장 붙이기", "Put the label on");
  }

  /** The shop's own notes. */
  get notes(): Locator {
    return this.page.getByRole("region", { name: this.say("가게 메모", "Shop notes") });
  }

  async writeNote(text: string): Promise<void> {
    await this.notes.getByRole("textbox").fill(text);
    await this.press("메모 남기기", "Keep the note");
  }

  async ship(): Promise<void> {
    await this.press("보내기", "Ship");
  }

  /** Gives what has left another number. */
  async renumber(trackingNumber: string): Promise<void> {
    const fold = this.page.locator("details.fold", { has: this.page.locator("form[action='/api/renumber']") });
    if (!(await this.trackingNumber.isVisible())) {
      await fold.locator("summary").click();
    }
    await this.trackingNumber.fill(trackingNumber);
    await fold.getByRole("button").click();
  }

  async undoShip(): Promise<void> {
    await this.press("출고 되돌리기", "Undo shipping");
  }

  async deliver(): Promise<void> {
    await this.press("배송완료로 적기", "Mark delivered");
  }

  async hold(reason: string): Promise<void> {
    const fold = this.page.locator("details.fold", { has: this.page.locator("form[action='/api/hold']") });
    if (!(await fold.getByRole("textbox").isVisible())) {
      await fold.locator("summary").click();
    }
    await fold.getByRole("textbox").fill(reason);
    await fold.getByRole("button").click();
  }

  async release(): Promise<void> {
    await this.press("보류 풀기", "Release");
  }

  /** The box was found. */
  async keptBack(): Promise<void> {
    await this.press("빼 두었어요", "Kept it back");
  }

  /** The way to the page that asks whether the box has left. */
  get leftLink(): Locator {
    return this.page.getByRole("link", { name: this.say("이미 나갔어요", "It has left"), exact: true });
  }

  /** The box has left: asked once more, and answered. */
  async hasLeft(): Promise<void> {
    await this.leftLink.click();
    await this.press("이미 나갔어요", "It has left");
  }

  private async press(korean: string, english: string): Promise<void> {
    await this.page.getByRole("button", { name: this.say(korean, english), exact: true }).click();
  }
}
