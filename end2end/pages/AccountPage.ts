// A buyer's account: its doors, its own page.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

/** What the form of a new account asks. */
export interface NewAccount {
  email: string;
  name: string;
  password: string;
}

/** A password that the shop takes. */
export const PASSWORD = "바늘과 실과 골무와 자";

export class LogInPage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/account/log-in");
  }

  get email(): Locator {
    return this.page.getByLabel(this.say("이메일", "E-mail"), { exact: true });
  }

  get password(): Locator {
    return this.page.getByLabel(this.say("비밀번호", "Password"), { exact: true });
  }

  get registerLink(): Locator {
    return this.page.getByRole("link", { name: this.say("계정 만들기", "Make an account") });
  }

  async logIn(email: string, password: string): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.page.getByRole("button", { name: this.say("로그인하기", "Log in") }).click();
  }
}

export class RegisterPage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/account/register");
  }

  get email(): Locator {
    return this.page.getByLabel(this.say("이메일", "E-mail"), { exact: true });
  }

  get name(): Locator {
    return this.page.getByLabel(this.say("이름", "Name"), { exact: true });
  }

  get password(): Locator {
    return this.page.getByLabel(this.say("비밀번호", "Password"), { exact: true });
  }

  async register(account: NewAccount): Promise<void> {
    await this.email.fill(account.email);
    await this.name.fill(account.name);
    await this.password.fill(account.password);
    await this.page.getByRole("button", { name: this.say("계정 만들기", "Make the account") }).click();
  }
}

export class AccountPage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/account");
  }

  /** The way there in the header, which says whether somebody is logged in. */
  get headerLink(): Locator {
    return this.page.locator("header .util a[href*='/account']:not([hreflang])");
  }

  /** What was just done. */
  get told(): Locator {
    return this.page.locator("section.sum.tell");
  }

  get devices(): Locator {
    return this.page.locator("ul.lines > li").filter({ has: this.page.locator("time") });
  }

  async logOut(): Promise<void> {
    await this.page.getByRole("button", { name: this.say("로그아웃", "Log out"), exact: true }).click();
  }

  async logOutEverywhereElse(): Promise<void> {
    await this.page
      .getByRole("button", { name: this.say("다른 모든 기기에서 로그아웃", "Log out on all other devices") })
      .click();
  }

  async changePassword(present: string, next: string): Promise<void> {
    await this.page.getByLabel(this.say("지금 비밀번호", "Present password"), { exact: true }).fill(present);
    await this.page.getByLabel(this.say("새 비밀번호", "New password"), { exact: true }).fill(next);
    await this.page.getByRole("button", { name: this.say("비밀번호 바꾸기", "Change it") }).click();
  }
}
