// The home page and the outfits that it leads to.
import { expect, test } from "../fixtures.ts";
import { CheckoutPage } from "../pages/CheckoutPage.ts";
import { HomePage } from "../pages/HomePage.ts";
import { OutfitPage } from "../pages/OutfitPage.ts";
import { LANGS } from "../pages/ShopPage.ts";

test("the home page shows this week's outfit, the lookbook, and what is new", async ({ page }) => {
  const home = new HomePage(page);
  await home.open();
  await expect(home.heading).toHaveText("이번 주 한 벌");
  await expect(home.thisWeek.getByRole("listitem")).toHaveCount(5);
  await expect(home.lookbook).toHaveText(["비 그친 오후", "첫 출근", "눈 오는 날", "여름 저녁", "저녁 약속"]);
  await expect(home.newest).toHaveCount(12);
  await page.getByRole("link", { name: "모든 옷 보기" }).click();
  await expect(page).toHaveURL("/garments");
});

for (const lang of LANGS) {
  test(`the lookbook leads to outfits, and from there to their pieces (${lang})`, async ({ page }) => {
    const home = new HomePage(page, lang);
    await home.open();
    await home.lookbook.nth(1).click();
    const outfit = new OutfitPage(page, lang);
    await expect(outfit.heading).toHaveText(lang === "ko" ? "첫 출근" : "First day");
    await expect(outfit.pieces).toHaveCount(4);
    await outfit.piece(lang === "ko" ? "헤링본 블레이저" : "Herringbone blazer").getByRole("link").click();
    await expect(page).toHaveURL(/\/garments\/blazer$/);
  });
}

test("every row of the lookbook is full, whatever the width", { tag: "@js" }, async ({ page }) => {
  const home = new HomePage(page);
  await home.open();
  for (const width of [360, 800, 1280, 1600]) {
    await page.setViewportSize({ width, height: 800 });
    const short = await page.locator(".spreads").evaluate((grid) => {
      const { left, right } = grid.getBoundingClientRect();
      const rows = new Map<number, DOMRect[]>();
      for (const card of grid.children) {
        const box = card.getBoundingClientRect();
        rows.set(Math.round(box.top), [...(rows.get(Math.round(box.top)) ?? []), box]);
      }
      const reaches = (boxes: DOMRect[]) =>
        Math.abs(Math.min(...boxes.map((box) => box.left)) - left) < 1 &&
        Math.abs(Math.max(...boxes.map((box) => box.right)) - right) < 1;
      return [...rows.values()].filter((boxes) => !reaches(boxes)).length;
    });
    expect(short, `rows with an empty place at ${width} px`).toBe(0);
  }
});

test("the colour of a piece is read whole on a phone", { tag: "@js" }, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const outfit = new OutfitPage(page, "en");
  await outfit.open("morning");
  const clipped = await page.locator(".piece select").evaluateAll((selects) =>
    selects.flatMap((select) => {
      const style = getComputedStyle(select);
      const pen = document.createElement("canvas").getContext("2d");
      if (pen === null || !(select instanceof HTMLSelectElement)) {
        return ["no select"];
      }
      pen.font = style.font;
      const room = select.clientWidth - parseFloat(style.paddingInlineStart) - parseFloat(style.paddingInlineEnd);
      const names = [...select.options].filter((option) => !option.disabled).map((option) => option.text);
      return names.filter((name) => pen.measureText(name).width > room);
    }),
  );
  expect(clipped).toEqual([]);
});

test("each piece of an outfit can be ordered in a colour and a size", async ({ page }) => {
  const outfit = new OutfitPage(page);
  await outfit.open("morning");
  await expect(outfit.piece("개버딘 트렌치코트").getByLabel("색")).toHaveValue("sand");
  await outfit.order("줄무늬 긴팔 티셔츠", "귀리", "M");
  const checkout = new CheckoutPage(page);
  await expect(checkout.heading).toHaveText("주문서");
  await expect(page.locator("main")).toContainText("귀리 · M");
});

test("a piece that is ordered without a size is asked for one", async ({ page }) => {
  const outfit = new OutfitPage(page);
  await outfit.open("morning");
  await outfit.size("줄무늬 긴팔 티셔츠").selectOption("L");
  await outfit.orderButton("두 턱 와이드 팬츠").click();
  await expect(outfit.heading).toHaveText("쌀쌀한 아침");
  await expect(page).toHaveTitle(/^오류: /);
  await expect(outfit.refusal.getByRole("link")).toHaveText(["두 턱 와이드 팬츠: 사이즈를 골라 주세요."]);
  await expect(outfit.piece("두 턱 와이드 팬츠").getByText("사이즈를 골라 주세요.")).toBeVisible();
  await expect(outfit.size("줄무늬 긴팔 티셔츠")).toHaveValue("L");
});

test("the whole outfit goes into the cart at once, and what is missing is asked for with nothing lost", async ({ page }) => {
  const outfit = new OutfitPage(page);
  await outfit.open("morning");
  await outfit.piece("골지 비니").getByLabel("색").selectOption({ label: "솔" });
  await outfit.size("개버딘 트렌치코트").selectOption("M");
  await outfit.size("줄무늬 긴팔 티셔츠").selectOption("L");
  await outfit.wholeButton.click();
  await expect(outfit.refusal).toContainText("한 가지만 고쳐 주세요");
  await expect(outfit.size("개버딘 트렌치코트")).toHaveValue("M");
  await expect(outfit.size("줄무늬 긴팔 티셔츠")).toHaveValue("L");
  await expect(outfit.piece("골지 비니").getByLabel("색")).toHaveValue("pine");
  await outfit.size("두 턱 와이드 팬츠").selectOption("M");
  await outfit.wholeButton.click();
  await expect(page).toHaveURL("/cart?notice=added");
  await expect(page.locator(".basket > li")).toHaveCount(5);
  await expect(page.locator("main")).toContainText("솔");
});

test("a sold-out piece says so and cannot be ordered", async ({ page }) => {
  const outfit = new OutfitPage(page);
  await outfit.open("dinner");
  await expect(outfit.orderButton("새틴 슬립 원피스")).toBeDisabled();
  await expect(outfit.orderButton("새틴 슬립 원피스")).toContainText("품절");
  await expect(outfit.orderButton("브이넥 카디건")).toBeEnabled();
  await expect(outfit.wholeButton).toHaveText(/^남은 .* 가지 장바구니에 담기$/);
});

test("the picture of an outfit's piece takes the colour that is chosen", async ({ page }) => {
  const outfit = new OutfitPage(page);
  await outfit.open("morning");
  const piece = outfit.piece("골지 비니");
  const drawn = () => piece.locator(".g").evaluate((it) => getComputedStyle(it).getPropertyValue("--g"));
  const before = await drawn();
  await piece.getByLabel("색").selectOption({ label: "솔" });
  await expect.poll(drawn).not.toBe(before);
});
