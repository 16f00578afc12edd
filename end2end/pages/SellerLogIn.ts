// The seller's door.
import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import type { Demo } from "../demo.ts";
import { ShopPage } from "./ShopPage.ts";

export class SellerLogIn extends ShopPage {
  /** Opens the one-time link of a shop, which does not use it up. */
  async openLink(shop: Demo): Promise<void> {
    await this.page.goto(readFileSync(shop.sellerLinkFile, "utf8").trim());
  }

  get enterButton(): Locator {
    return this.page.getByRole("button", { name: this.say("주문 보러 가기", "Go to the orders") });
  }

  get password(): Locator {
    return this.page.getByLabel(this.say("비밀번호", "Password"));
  }

  async enter(): Promise<void> {
    await this.enterButton.click();
  }

  /** Logs in as somebody of the staff. */
  async enterAs(email: string, password: string): Promise<void> {
    await this.page.getByLabel(this.say("이메일", "E-mail")).fill(email);
    await this.enterPassword(password);
  }

  async enterPassword(password: string): Promise<void> {
    await this.password.fill(password);
    await this.page.getByRole("button", { name: this.say("로그인하기", "Log in") }).click();
  }
}
