// Looking for clothes, in both languages, from any page.
import { expect, test } from "../fixtures.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { ListPage } from "../pages/ListPage.ts";

for (const [typed, first] of [
  ["니트", "굵은 실 크루넥 니트"],
  ["코트", "개버딘 트렌치코트"],
  ["바지", "두 턱 와이드 팬츠"],
  ["구스패딩", "가벼운 구스 패딩"],
  ["검정 카디건", "브이넥 카디건"],
] as const) {
  test(`${typed} finds ${first} first`, async ({ page }) => {
    const list = new ListPage(page);
    await page.goto("/");
    await list.search(typed);
    await expect(page).toHaveURL(`/garments?q=${encodeURIComponent(typed).replaceAll("%20", "+")}`);
    await expect(list.heading).toHaveText(`‘${typed}’ 찾기`);
    await expect(list.searchField).toHaveValue(typed);
    await expect(list.names.first()).toHaveText(first);
  });
}

test("English finds what Korean finds, whatever the case and number", async ({ page }) => {
  const list = new ListPage(page, "en");
  await new GarmentPage(page, "en").open("tee");
  await list.search("DENIM Skirts");
  await expect(list.heading).toHaveText("Search: DENIM Skirts");
  await expect(list.names).toHaveText(["A-line denim skirt"]);
  await list.otherLanguage.click();
  await expect(new ListPage(page).names).toHaveText(["에이라인 데님 스커트"]);
});

test("a search is narrowed by the filter and kept by it", async ({ page }) => {
  const list = new ListPage(page);
  await page.goto("/garments?q=%EB%8B%88%ED%8A%B8");
  await list.narrow({ category: "dress" });
  await expect(page).toHaveURL("/c/dress?q=%EB%8B%88%ED%8A%B8");
  await expect(list.heading).toHaveText("원피스에서 ‘니트’ 찾기");
  await expect(list.names).toHaveText(["골지 니트 원피스"]);
});

test("a misspelt word finds what comes near, and says so", async ({ page }) => {
  const list = new ListPage(page);
  await page.goto("/");
  await list.search("트랜치코트");
  await expect(page.getByText("꼭 맞는 옷은 없어서 비슷한 옷을 모았어요.")).toBeVisible();
  await expect(list.names.first()).toHaveText("개버딘 트렌치코트");
});

test("a search that finds nothing says so and leads on", async ({ page }) => {
  const list = new ListPage(page);
  await page.goto("/");
  await list.search("우주복");
  await expect(list.nothing).toContainText("그런 옷은 없어요.");
  await list.nothing.getByRole("link", { name: "모든 옷 보기" }).click();
  await expect(page).toHaveURL("/garments");
});

test("a search for nothing is the whole list", async ({ page }) => {
  const list = new ListPage(page);
  await page.goto("/");
  await list.search("  ");
  await expect(list.cards).toHaveCount(24);
});

test("what is searched for is text, in the document's title, too", async ({ page }) => {
  const words = "</title><h1 id=injected>코트";
  await page.goto(`/garments?q=${encodeURIComponent(words)}`);
  await expect(page.locator("#injected")).toHaveCount(0);
  await expect(page).toHaveTitle(new RegExp(words));
});
