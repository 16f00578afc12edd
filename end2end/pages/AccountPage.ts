// A buyer's account: its doors, its own page.
import type { Locator } from "@playwright/test";
import { MailsPage } from "./MailsPage.ts";
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

/** What the link of a letter leads to: a password to set anew. */
export class LetterPage extends ShopPage {
  get newPassword(): Locator {
    return this.page.getByLabel(this.say("새 비밀번호", "New password"), { exact: true });
  }

  async setPassword(password: string): Promise<void> {
    await this.newPassword.fill(password);
    await this.page.getByRole("button", { name: this.say("비밀번호 정하기", "Set it") }).click();
  }
}

/** Asking for the letter by which a password is set anew. */
export class ForgottenPage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/account/reset");
  }

  get email(): Locator {
    return this.page.getByLabel(this.say("이메일", "E-mail"), { exact: true });
  }

  async ask(email: string): Promise<void> {
    await this.email.fill(email);
    await this.page.getByRole("button", { name: this.say("메일 받기", "Send the letter") }).click();
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

  /** Asks for the letter by which an account is made. */
  async ask(email: string): Promise<void> {
    await this.email.fill(email);
    await this.page.getByRole("button", { name: this.say("메일 받기", "Send the letter") }).click();
  }

  /** The link in that letter. */
  async link(email: string): Promise<string> {
    return new MailsPage(this.page, this.lang).link(email, this.say("계정을 만들어 주세요", "Make your account"));
  }

  /** Fills in what the link leads to. */
  async finish(name: string, password: string): Promise<void> {
    await this.name.fill(name);
    await this.password.fill(password);
    await this.page.getByRole("button", { name: this.say("계정 만들기", "Make the account") }).click();
  }

  /** Makes an account, from the page that asks for its letter to its own page. */
  async register(account: NewAccount): Promise<void> {
    await this.ask(account.email);
    await this.page.goto(await this.link(account.email));
    await this.finish(account.name, account.password);
    await this.page.waitForURL(/\/account\?notice=registered$/);
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
    return this.page.locator("div.sum.tell");
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

  get name(): Locator {
    return this.page.getByLabel(this.say("이름", "Name"), { exact: true });
  }

  heading2(text: string): Locator {
    return this.page.getByRole("heading", { level: 2, name: text, exact: true });
  }

  async rename(name: string): Promise<void> {
    await this.name.fill(name);
    await this.page.getByRole("button", { name: this.say("이름 바꾸기", "Change the name") }).click();
  }

  /** Goes on to the page that closes the account. */
  async openClose(): Promise<void> {
    await this.page.getByRole("link", { name: this.say("회원 탈퇴", "Close the account") }).click();
  }

  async close(password: string): Promise<void> {
    await this.page.getByLabel(this.say("지금 비밀번호", "Present password"), { exact: true }).fill(password);
    await this.page.getByRole("button", { name: this.say("탈퇴하기", "Close my account") }).click();
  }

  async changePassword(present: string, next: string): Promise<void> {
    await this.page.getByLabel(this.say("지금 비밀번호", "Present password"), { exact: true }).fill(present);
    await this.page.getByLabel(this.say("새 비밀번호", "New password"), { exact: true }).fill(next);
    await this.page.getByRole("button", { name: this.say("비밀번호 바꾸기", "Change it") }).click();
  }
}

/** What the form of a saved address asks. */
export interface SavedAddress {
  name: string;
  phone: string;
  postcode: string;
  address1: string;
  address2: string;
}

export class AddressesPage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/account/addresses");
  }

  get rows(): Locator {
    return this.page.locator("ul.lines > li").filter({ has: this.page.locator("form") });
  }

  async add(address: SavedAddress): Promise<void> {
    await this.page.getByRole("link", { name: this.say("주소 더하기", "Add an address") }).click();
    for (const [name, value] of Object.entries(address)) {
      await this.page.locator(`[name=${name}]`).fill(value);
    }
    await this.page.getByRole("button", { name: this.say("저장하기", "Save") }).click();
  }
}

export class FindOrderPage extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/account/find-order");
  }

  get number(): Locator {
    return this.page.getByLabel(this.say("주문번호", "Order number"), { exact: true });
  }

  get email(): Locator {
    return this.page.getByLabel(this.say("주문할 때 쓴 이메일", "The e-mail you ordered with"), { exact: true });
  }

  async find(number: string, email: string): Promise<void> {
    await this.number.fill(number);
    await this.email.fill(email);
    await this.page.getByRole("button", { name: this.say("주문 보기", "See the order") }).click();
  }
}
