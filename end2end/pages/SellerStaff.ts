// The owner's page about the desk's people, and the page of an invitation.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class SellerStaff extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/seller/staff");
  }

  /** Somebody by their address. */
  person(email: string): Locator {
    return this.page.locator("ul.lines > li").filter({ hasText: email });
  }

  /** What was just done. */
  get told(): Locator {
    return this.page.locator("div.sum.tell");
  }

  get email(): Locator {
    return this.page.getByLabel(this.say("이메일", "E-mail"), { exact: true });
  }

  async invite(name: string, email: string, role: string): Promise<void> {
    await this.page.getByLabel(this.say("이름", "Name"), { exact: true }).fill(name);
    await this.email.fill(email);
    await this.page.getByLabel(this.say("역할", "Role"), { exact: true }).selectOption(role);
    await this.page.getByRole("button", { name: this.say("초대하기", "Invite"), exact: true }).click();
  }

  async changeRole(email: string, role: string): Promise<void> {
    await this.person(email).getByRole("combobox").selectOption(role);
    await this.person(email).getByRole("button", { name: this.say("바꾸기", "Change"), exact: true }).click();
  }

  async sendAway(email: string): Promise<void> {
    await this.person(email).locator("form[action='/api/revoke_staff'] button").click();
  }
}

export class JoinPage extends ShopPage {
  /** Follows an invitation's link. */
  async join(link: string, password: string): Promise<void> {
    await this.page.goto(link);
    await this.page.getByLabel(this.say("쓰실 비밀번호", "Choose a password"), { exact: true }).fill(password);
    await this.page.getByRole("button", { name: this.say("들어가기", "Come in") }).click();
  }
}

/** Any page of the desk, as somebody of the staff meets it. */
export class StaffsDesk extends ShopPage {
  get menu(): Locator {
    return this.page.getByRole("navigation", { name: this.say("가게 메뉴", "Desk") });
  }

  /** What posts something, the way out apart. */
  get forms(): Locator {
    return this.page.locator("main form[method=post]");
  }

  /** Buttons that do something, searching apart. */
  get commands(): Locator {
    return this.page.locator("main button:not(form[method=get] button, form[role=search] button, [role=search] button)");
  }
}
