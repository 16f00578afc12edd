// The garment's page: pictures, colours, measures, outfits; and the picture that travels there from the list.
import { expect, test } from "../fixtures.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { ListPage } from "../pages/ListPage.ts";

test("the page shows the garment in every colour, close up, and measured", async ({ page }) => {
  const garment = new GarmentPage(page);
  await garment.open("trench");
  await expect(garment.shades).toHaveCount(4);
  await expect(page.locator("figure.near")).toHaveCount(2);
  await expect(garment.sizeTable.getByRole("columnheader")).toHaveText(["사이즈", "가 어깨", "나 가슴", "다 소매", "라 총장"]);
  await expect(garment.sizeTable.getByRole("row")).toHaveCount(5);
  await expect(page.locator(".dim text")).toHaveText(["가", "나", "다", "라"]);
});

test("a press on a colour's picture chooses it, and the large picture takes it", async ({ page }) => {
  const garment = new GarmentPage(page);
  await garment.open("tee");
  const drawn = () => garment.picture.evaluate((it) => getComputedStyle(it).getPropertyValue("--g"));
  const before = await drawn();
  await garment.shades.nth(3).click();
  await expect(page.getByRole("radio", { name: "청자" })).toBeChecked();
  await expect.poll(drawn).not.toBe(before);
});

test("a picture is seen large, and closed by Escape and by its button", async ({ page, shop }) => {
  const garment = new GarmentPage(page);
  await garment.open("trench");
  await expect(garment.large).toHaveCount(0);
  await garment.chooseColour("먹");
  const size = () =>
    garment.picture.evaluate((it) => {
      const { left, width, height } = it.getBoundingClientRect();
      return { left, width, height, page: document.documentElement.scrollHeight };
    });
  const before = await size();
  await garment.enlarge.click();
  const drawing = garment.large.getByRole("img", { name: "개버딘 트렌치코트" });
  await expect(drawing).toBeVisible();
  const close = garment.large.getByRole("button", { name: "닫기" });
  await expect(close).toBeFocused();
  const dye = (it: SVGElement | HTMLElement) => getComputedStyle(it).getPropertyValue("--g");
  expect(await drawing.evaluate(dye), "in the colour that is chosen").toBe(await garment.picture.evaluate(dye));
  const { width } = (await drawing.boundingBox()) ?? { width: 0 };
  expect(width).toBeGreaterThan(before.width * 1.5);
  expect(await size(), "the page stays as it was").toEqual(before);
  await shop.expectNoAxeViolations(page);

  await page.keyboard.press("Escape");
  await expect(garment.large).toHaveCount(0);
  await expect(garment.enlarge).toBeFocused();
  expect(await size()).toEqual(before);
  await page.keyboard.press("Enter");
  await close.press("Enter");
  await expect(garment.large).toHaveCount(0);
  await expect(garment.enlarge).toBeFocused();
});

test("a large picture on a phone begins in its middle and can be moved", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const garment = new GarmentPage(page);
  await garment.open("trench");
  await garment.enlarge.click();
  const moved = () => garment.large.evaluate((it) => [it.scrollLeft, it.scrollTop, it.scrollWidth - it.clientWidth]);
  const [left, , room] = await moved();
  expect(room).toBeGreaterThan(360);
  expect(Math.abs((left ?? 0) - (room ?? 0) / 2)).toBeLessThan(2);
  await expect(async () => {
    await page.keyboard.press("ArrowDown");
    expect((await moved())[1]).toBeGreaterThan(0);
  }).toPass({ timeout: 10_000 });
});

test("the page leads to the outfits that the garment is part of", async ({ page }) => {
  const garment = new GarmentPage(page);
  await garment.open("jeans");
  await expect(garment.outfits).toHaveText(["비 그친 오후", "눈 오는 날"]);
  await garment.outfits.first().click();
  await expect(page).toHaveURL("/outfits/walk");
  await garment.open("hoodie");
  await expect(garment.outfits).toHaveCount(0);
});

test("what programs read of the page is what people read", async ({ page }) => {
  await page.goto("/en/garments/padded");
  const data = await page.locator('script[type="application/ld+json"]').allTextContents();
  const [product, crumbs] = data.map((it) => JSON.parse(it));
  expect(product).toMatchObject({ "@type": "Product", name: "Light goose down jacket", brand: { name: "Hanbeol" } });
  const offered = product.offers.filter((offer: { availability: string }) => offer.availability.endsWith("/InStock"));
  expect(offered).toHaveLength(1);
  expect(offered[0]).toMatchObject({ price: 219000, priceCurrency: "KRW", sku: "padded-pine-S" });
  expect(crumbs.itemListElement.map((step: { name: string }) => step.name)).toEqual([
    "Hanbeol",
    "Outerwear",
    "Light goose down jacket",
  ]);
  await page.goto(offered[0].url);
  await expect(page.getByRole("radio", { name: "S", exact: true })).toBeChecked();
  const picture = await page.request.get(await page.locator('meta[property="og:image"]').getAttribute("content") ?? "");
  expect(picture.headers()["content-type"]).toBe("image/jpeg");
});

test("the garment's picture travels from the list to its page and back", { tag: "@js" }, async ({ page }) => {
  // Which pictures have the name of the large one while pages change.
  await page.addInitScript(() => {
    addEventListener("pagereveal", async ({ viewTransition }) => {
      await viewTransition?.ready;
      const named = [...document.querySelectorAll("svg")].filter((it) => getComputedStyle(it).viewTransitionName === "hero");
      const shown = named.map((it) => it.closest(".card")?.querySelector("a")?.getAttribute("href") ?? "large");
      Object.assign(window, { travelled: viewTransition && shown });
    });
  });
  const travelled = () => page.evaluate(() => Reflect.get(window, "travelled") as string[] | null | undefined);
  const list = new ListPage(page);
  await list.open("outer");
  await list.choose("헤링본 블레이저");
  await expect(new GarmentPage(page).heading).toHaveText("헤링본 블레이저");
  await expect.poll(travelled).toEqual(["large"]);
  await page.goBack();
  await expect(list.heading).toHaveText("아우터");
  await expect.poll(travelled).toEqual(["/garments/blazer"]);
});
