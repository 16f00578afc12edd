// What the owner says of the shop, and that its pages promise nothing else. It has a shop of its own, so that it
// changes nobody else's.
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { OwnShop } from "../own-shop.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { SellerLogIn } from "../pages/SellerLogIn.ts";
import { SellerSettings } from "../pages/SellerSettings.ts";

let shop: OwnShop;

test.beforeEach(async () => {
  shop = new OwnShop();
  await shop.start();
});

test.afterEach(async () => {
  await shop.close();
});

/** The settings page of this shop's owner, and a page of somebody who buys there. */
async function owner(page: Page): Promise<SellerSettings> {
  const logIn = new SellerLogIn(page);
  await logIn.openLink(shop);
  await logIn.enter();
  await expect(logIn.heading).toHaveText("보낼 옷");
  const settings = new SellerSettings(page);
  await settings.open(shop.baseURL);
  return settings;
}

test("what the owner says stands on the shop's pages at once, in both languages", async ({ browser, page, shop: watch }) => {
  const settings = await owner(page);
  await expect(settings.shown).toContainText("배송비 3,000원, 50,000원부터 무료예요.");
  await watch.expectNoAxeViolations(page);
  await settings.field("owner").fill("김한벌");
  await settings.field("fee").fill("2,500원");
  await settings.field("free_from").fill("");
  await settings.save();
  await expect(settings.notice).toHaveText("저장했어요. 가게의 모든 화면이 바로 따라요.");
  await expect(settings.field("fee")).toHaveValue("2500");

  const context = await browser.newContext({ baseURL: shop.baseURL });
  const garment = new GarmentPage(await context.newPage());
  await garment.open("tee");
  await expect(garment.page.getByRole("contentinfo")).toContainText("대표 김한벌");
  await expect(garment.terms).toContainText("배송비는 2,500원이에요.");
  const english = new GarmentPage(garment.page, "en");
  await english.open("tee");
  await expect(english.terms).toContainText("Delivery ₩2,500.");
  await context.close();
});

test("a form keeps all that was typed in the other language and when it is refused, and leads to each field", async ({ page, shop: watch }) => {
  const settings = await owner(page);
  await settings.field("registration").fill("120-81-47522");
  await settings.field("fee").fill("공짜");
  await settings.field("closed_dates").fill("2026-12-25\n크리스마스");
  for (const day of ["월요일", "화요일", "수요일", "목요일", "금요일"]) {
    await settings.closed(day).check();
  }
  await settings.otherLanguage.click();
  const english = new SellerSettings(page, "en");
  await expect(page).toHaveTitle(/^Settings/);
  await expect(english.field("fee")).toHaveValue("공짜");
  await english.otherLanguage.click();
  await settings.save();
  await expect(page).toHaveTitle(/^오류: 설정/);
  await expect(settings.refusal.getByRole("link")).toHaveCount(4);
  await expect(settings.refusal).toBeFocused();
  await expect(settings.field("fee")).toHaveValue("공짜");
  await expect(settings.field("closed_dates")).toHaveValue("2026-12-25\n크리스마스");
  await expect(settings.closed("금요일")).toBeChecked();
  await expect(settings.error("registration")).toContainText("열 자리를 다시 봐 주세요");
  await watch.expectNoAxeViolations(page);
  await settings.refusal.getByRole("link", { name: /배송비/ }).click();
  await expect(settings.field("fee")).toBeFocused();
  await settings.startOver();
  await expect(settings.field("fee")).toHaveValue("3000");
  await expect(page).toHaveTitle(/^설정/);
});

test("of two who change the settings, the slower one sees both", async ({ page }) => {
  const first = await owner(page);
  const second = new SellerSettings(await page.context().newPage());
  await second.open(shop.baseURL);
  await first.field("owner").fill("김하나");
  await first.save();
  await expect(first.notice).toBeVisible();
  await second.field("owner").fill("이두리");
  await second.save();
  await expect(second.refusal).toContainText("그 사이 설정이 바뀌었어요");
  const row = second.refusal.getByRole("row", { name: /대표/ });
  await expect(row).toContainText("김하나");
  await expect(row).toContainText("이두리");
  await second.save();
  await expect(second.notice).toBeVisible();
  await expect(second.field("owner")).toHaveValue("이두리");
});

test("the settings fit a phone", async ({ page }) => {
  const settings = await owner(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await settings.open(shop.baseURL);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over).toBe(0);
});
