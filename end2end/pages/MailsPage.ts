// The mails of a demo shop, which shows them instead of sending.
import { expect, type Locator, type Page } from "@playwright/test";
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

  /** The link in the newest mail to an address about this, once it is there: a mail is written a moment after its cause. */
  async link(address: string, subject: string): Promise<string> {
    const look = async () => {
      await this.open(address);
      return this.mail(subject).count();
    };
    await expect.poll(look, `the mail “${subject}” to ${address}`).toBeGreaterThan(0);
    const text = await this.mail(subject).first().locator("pre").textContent();
    const link = /https?:\/\/\S+\?\S+/.exec(text ?? "")?.[0];
    expect(link, `no link in ${text}`).toBeDefined();
    return link ?? "";
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
