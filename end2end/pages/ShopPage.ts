// What all page objects share: the browser's page, and its language.
import type { Locator, Page } from "@playwright/test";

export type Lang = "ko" | "en";

/** The languages of the shop, to run a spec in each. */
export const LANGS: Lang[] = ["ko", "en"];

/** A page of the shop in one language. */
export abstract class ShopPage {
  constructor(
    readonly page: Page,
    readonly lang: Lang = "ko",
  ) {}

  get heading(): Locator {
    return this.page.getByRole("heading", { level: 1 });
  }

  /** The way to this very page in the other language: a link, or a button of its form, which takes along what is typed. */
  get otherLanguage(): Locator {
    const name = this.say("English", "한국어");
    return this.page.getByRole("link", { name }).or(this.page.getByRole("button", { name }));
  }

  /** The header's field to look for clothes. */
  get searchField(): Locator {
    return this.page.getByRole("searchbox", { name: this.say("옷 찾기", "Search clothes") });
  }

  async search(text: string): Promise<void> {
    await this.searchField.fill(text);
    await this.page.getByRole("search").getByRole("button").click();
  }

  /** What a live page says of its connection. */
  get connection(): Locator {
    return this.page.locator(".live");
  }

  /** The box on top of a page on which something was refused, with a link to each field. */
  get refusal(): Locator {
    return this.page.locator("section.sum");
  }

  /** The text in the page's language. */
  protected say<T>(korean: T, english: T): T {
    return this.lang === "ko" ? korean : english;
  }

  /** Opens a path of the shop, given without its language. */
  protected async goto(path: string): Promise<void> {
    await this.page.goto(this.lang === "ko" ? path : `/en${path}`.replace(/\/$/, ""));
  }
}
