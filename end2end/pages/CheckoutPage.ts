// The order form.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

/** What the form asks, by the names of its fields. */
export interface Details {
  email: string;
  name: string;
  phone: string;
  postcode: string;
  address1: string;
  address2: string;
  note: string;
}

/** A buyer whose details are in order. */
export const HANEUL: Details = {
  email: "haneul@example.com",
  name: "김하늘",
  phone: "010-2345-6789",
  postcode: "04524",
  address1: "서울 중구 세종대로 110",
  address2: "3층",
  note: "문 앞에 놓아 주세요",
};

export class CheckoutPage extends ShopPage {
  field(name: keyof Details): Locator {
    const labels: Record<keyof Details, [string, string]> = {
      email: ["이메일", "E-mail"],
      name: ["이름", "Name"],
      phone: ["휴대전화", "Mobile"],
      postcode: ["우편번호", "Postcode"],
      address1: ["도로명 주소", "Street address"],
      address2: ["상세 주소", "Flat, floor"],
      note: ["더 부탁할 일", "Anything else for the carrier"],
    };
    return this.page.getByLabel(this.say(...labels[name]), { exact: true });
  }

  /** What a field is told when it is refused. */
  error(name: keyof Details | "agree" | "privacy"): Locator {
    return this.page.locator(`#${name}-error`);
  }

  /** The consent to the order and its payment. */
  get agreement(): Locator {
    return this.page.getByRole("checkbox", { name: this.say("구매조건", "terms of purchase") });
  }

  /** The consent to what becomes of the data. */
  get privacy(): Locator {
    return this.page.getByRole("checkbox", { name: this.say("개인정보", "personal data") });
  }

  /** What is asked of the driver, by choice. */
  get request(): Locator {
    return this.page.getByLabel(this.say("배송 때 부탁할 일", "Note for the carrier"));
  }

  /** Searches for the address, where that is on. */
  get findAddress(): Locator {
    return this.page.getByRole("button", { name: this.say("주소 찾기", "Find the address") });
  }

  /** Unfolds what a consent is about. */
  async read(what: string): Promise<void> {
    await this.page.getByText(what).click();
  }

  get placeButton(): Locator {
    return this.page.getByRole("button", { name: this.say("결제로 가기", "Go to payment") });
  }

  /** Fills the fields in, and agrees to both. */
  async fill(details: Details): Promise<void> {
    for (const [name, value] of Object.entries(details)) {
      await this.field(name as keyof Details).fill(value);
    }
    await this.agreement.check();
    await this.privacy.check();
  }

  async place(): Promise<void> {
    await this.placeButton.click();
  }
}
