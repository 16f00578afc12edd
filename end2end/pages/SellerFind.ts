// Every placed order, to be looked up and taken along.
import { readFile } from "node:fs/promises";
import type { Locator } from "@playwright/test";
import { ShopPage } from "./ShopPage.ts";

export class SellerFind extends ShopPage {
  async open(): Promise<void> {
    await this.goto("/seller/orders");
  }

  async find(text: string, state = ""): Promise<void> {
    await this.page.getByRole("searchbox").fill(text);
    await this.page.locator("#state").selectOption(state);
    await this.page.getByRole("search").getByRole("button").click();
  }

  row(number: string): Locator {
    return this.page.locator("table.q tbody tr").filter({ has: this.page.getByRole("rowheader", { name: number }) });
  }

  chip(number: string): Locator {
    return this.row(number).locator(".chip");
  }

  /** The sheet of what was found. */
  async sheet(): Promise<string> {
    const [download] = await Promise.all([
      this.page.waitForEvent("download"),
      this.page.locator("a[download]").click(),
    ]);
    return readFile(await download.path(), "utf8");
  }
}
