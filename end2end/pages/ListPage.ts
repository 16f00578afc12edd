// The list of garments: all, one category, or what was looked for.
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

/** What the filter form asks for, by the labels of its fields in Korean and English. */
const FIELDS = {
  category: ["종류", "Kind"],
  color: ["색", "Colour"],
  size: ["사이즈", "Size"],
  price: ["가격", "Price"],
  sort: ["순서", "Order"],
} as const;

export class ListPage extends ShopPage {
  /** Opens all garments, or those of one category, by its key. */
  async open(category?: string): Promise<void> {
    await this.goto(category === undefined ? "/garments" : `/c/${category}`);
  }

  get cards(): Locator {
    return this.page.locator(".card");
  }

  get names(): Locator {
    return this.cards.getByRole("heading");
  }

  card(name: string): Locator {
    return this.cards.filter({ has: this.page.getByRole("link", { name, exact: true }) });
  }

  async choose(name: string): Promise<void> {
    await this.card(name).getByRole("link", { name, exact: true }).click();
  }

  /** The form that narrows the list; where there is little room it folds. */
  get filter(): Locator {
    return this.page.locator("details.filters");
  }

  field(name: keyof typeof FIELDS): Locator {
    const [korean, english] = FIELDS[name];
    return this.filter.getByLabel(this.say(korean, english), { exact: true });
  }

  /** Narrows the list. */
  async narrow(asked: Partial<Record<keyof typeof FIELDS, string>>): Promise<void> {
    const fold = this.filter.locator("summary");
    if ((await this.filter.getAttribute("open")) === null && (await fold.isVisible())) {
      await fold.click();
    }
    for (const name of Object.keys(asked) as (keyof typeof FIELDS)[]) {
      await this.field(name).selectOption(asked[name] ?? "");
    }
    await this.filter.getByRole("button", { name: this.say("골라 보기", "Show") }).click();
  }

  /** A part of the filter that is on; following it takes it off. */
  asked(text: string): Locator {
    return this.page.locator("a.on", { hasText: text });
  }

  get pages(): Locator {
    return this.page.getByRole("navigation", { name: this.say("쪽", "Pages"), exact: true });
  }

  /** What stands in place of the garments where there are none. */
  get nothing(): Locator {
    return this.page.locator(".empty");
  }
}
