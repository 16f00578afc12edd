// The list of garments: pages, filters, order, and that its address is all of its state.
import { expect, test } from "../fixtures.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { ListPage } from "../pages/ListPage.ts";

test("the list shows all garments, page by page", async ({ page }) => {
  const list = new ListPage(page);
  await list.open();
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(list.heading).toHaveText("모든 옷");
  await expect(list.cards).toHaveCount(24);
  await list.pages.getByRole("link", { name: "다음" }).click();
  await expect(page).toHaveURL("/garments?page=2");
  await expect(list.cards).toHaveCount(4);
  await expect(list.pages.locator("[aria-current=page]")).toHaveText("2");
  await list.pages.getByRole("link", { name: "1쪽", exact: true }).click();
  await expect(page).toHaveURL("/garments");
});

test("a page that is not there is the last one", async ({ page }) => {
  const list = new ListPage(page);
  await page.goto("/garments?page=99");
  await expect(list.cards).toHaveCount(4);
  await page.goto("/garments?page=x");
  await expect(list.cards).toHaveCount(24);
});

test("a filter narrows the list, stays on the way back, and can be taken off", async ({ page }) => {
  const list = new ListPage(page);
  await list.open();
  await list.narrow({ color: "celadon", price: "-50000" });
  await expect(page).toHaveURL("/garments?color=celadon&price=-50000");
  await expect(list.cards).toHaveCount(2);

  await list.choose("피케 폴로 셔츠");
  await expect(new GarmentPage(page).heading).toHaveText("피케 폴로 셔츠");
  await page.goBack();
  await expect(list.cards).toHaveCount(2);
  await list.asked("청자").click();
  await expect(page).toHaveURL("/garments?price=-50000");
  await expect(list.asked("50,000원까지")).toBeVisible();
});

test("each choice says how many garments it leaves", async ({ page }) => {
  const list = new ListPage(page);
  await list.open("outer");
  const option = list.field("color").locator("option[value=navy]");
  await expect(option).toHaveText("쪽 (3)");
  await list.narrow({ color: "navy" });
  await expect(page).toHaveURL("/c/outer?color=navy");
  await expect(list.cards).toHaveCount(3);
  await expect(list.field("color").locator("option[value=pine]")).toHaveText("솔 (1)");
  // Nothing in gardenia is outerwear: choosing it would lead nowhere.
  await expect(list.field("color").locator("option[value=gardenia]")).toHaveCount(0);
});

test("colour, size and stock are asked of one and the same piece", async ({ page }) => {
  const list = new ListPage(page);
  await page.goto("/c/outer?color=ink&size=L");
  await expect(list.cards).toHaveCount(5);
  await list.filter.getByLabel("품절 빼고 보기").check();
  await list.narrow({});
  await expect(page).toHaveURL("/c/outer?color=ink&size=L&in=on");
  await expect(list.cards).toHaveCount(3);
});

test("the list comes in the order that is asked for", async ({ page }) => {
  const list = new ListPage(page);
  await list.open("accessory");
  await expect(list.heading).toHaveText("소품");
  await list.narrow({ sort: "low" });
  await expect(page).toHaveURL("/c/accessory?sort=low");
  await expect(list.names).toHaveText(["골지 비니", "여섯 쪽 볼캡", "두꺼운 캔버스 가방", "체크 머플러"]);
  await list.narrow({ sort: "name" });
  await expect(list.names).toHaveText(["골지 비니", "두꺼운 캔버스 가방", "여섯 쪽 볼캡", "체크 머플러"]);
});

test("where nothing is of that kind, one step leads on", async ({ page }) => {
  const list = new ListPage(page);
  await page.goto("/c/outer?price=-50000");
  await expect(list.nothing).toContainText("그렇게 고른 옷은 없어요.");
  await list.nothing.getByRole("link").click();
  await expect(page).toHaveURL("/c/outer");
});

test("a card shows the garment's colours as dots, the one that is asked for first, and names them", async ({ page }) => {
  await page.goto("/c/outer?color=ink");
  const note = new ListPage(page).card("개버딘 트렌치코트").locator(".note");
  await expect(note).toContainText("색 4가지: 먹, 모래, 이끼, 쪽");
  await expect(note.locator("i")).toHaveCount(4);
  await page.goto("/en/c/outer");
  const english = new ListPage(page, "en").card("Gabardine trench coat").locator(".note");
  await expect(english).toContainText("4 colours: Sand, Moss, Ink, Indigo");
});
