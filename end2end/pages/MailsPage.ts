// The mails of a demo shop, which shows them instead of sending.
import type { Locator, Page } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class MailsPage extends ShopPage {
  /** The mails to addresses that contain this text, newest first. */
  async open(address = ""): Promise<void> {
    await this.goto(address ? `/mails?to=${encodeURIComponent(address)}` : "/mails");
  }

  get mails(): Locator {
    return this.page.locator(".mails > li");
  }

  /** The mail about this, of those about an order with its number. */
  mail(subject: string): Locator {
    return this.mails.filter({ has: this.page.getByRole("heading", { level: 2, name: subject }) });
  }

  state(subject: string): Locator {
    return this.mail(subject).locator(".chip");
  }

  async find(address: string): Promise<void> {
    await this.page.getByLabel(this.say("받는 주소", "Address")).fill(address);
    await this.page.getByRole("button", { name: this.say("찾기", "Find"), exact: true }).click();
  }

  /** Shows a mail's text on the page. */
  async readText(subject: string): Promise<Locator> {
    await this.mail(subject).locator("summary").click();
    return this.mail(subject).locator("pre");
  }

  /** Opens a mail as it arrives, a document of its own, in a new tab. */
  async openLetter(subject: string): Promise<Page> {
    const opened = this.page.context().waitForEvent("page");
    await this.mail(subject).getByRole("link").click();
    return opened;
  }
}
