// The shop stands and shows its garments: what all other specs take for granted.
import { expect, test } from "../fixtures.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { ListPage } from "../pages/ListPage.ts";

test("the list shows garments", async ({ page }) => {
  const response = await page.goto("/");
  expect(response?.status()).toBe(200);
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(new ListPage(page).cards).toHaveCount(28);
});

test("a filter narrows the list, stays on the way back, and can be taken off", async ({ page }) => {
  const list = new ListPage(page);
  await list.open();
  const filter = page.locator("details.filters");
  await filter.locator("summary").click();
  await filter.getByLabel("색").selectOption("celadon");
  await filter.getByLabel("가격").selectOption("-50000");
  await filter.getByRole("button", { name: "골라 보기" }).click();
  await expect(page).toHaveURL(/color=celadon/);
  await expect(list.cards).toHaveCount(2);

  await list.choose("피케 폴로 셔츠");
  await expect(new GarmentPage(page).heading).toHaveText("피케 폴로 셔츠");
  await page.goBack();
  await expect(list.cards).toHaveCount(2);
  await page.locator("a.on", { hasText: "청자" }).click();
  await expect(page).not.toHaveURL(/color=/);
  expect(new URL(page.url()).searchParams.get("price")).toBe("-50000");
});

test("a category shows its garments only", async ({ page }) => {
  const list = new ListPage(page);
  await list.open("accessory");
  await expect(list.heading).toHaveText("소품");
  await expect(list.cards).toHaveCount(4);
});
