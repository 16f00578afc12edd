// The shop stands and shows its garments: what all other specs take for granted.
import { expect, test } from "../fixtures.ts";

test("the list shows garments", async ({ page }) => {
  const response = await page.goto("/");
  expect(response?.status()).toBe(200);
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(page.locator(".card").first()).toBeVisible();
});

test("the list is accessible", async ({ page, shop }) => {
  await page.goto("/");
  await expect(page.locator(".card").first()).toBeVisible();
  await shop.expectNoAxeViolations(page);
});
