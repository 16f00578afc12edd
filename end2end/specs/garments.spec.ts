// Garments at the desk: one is added, looked at, shown, changed and taken out of the shop again.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../fixtures.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { SellerGarments } from "../pages/SellerGarments.ts";

const TEXTS = {
  "이름 (한국어)": "두꺼운 목도리",
  "이름 (영어)": "Thick scarf",
  "소개 (한국어)": "두 번 감아도 남아요.",
  "소개 (영어)": "Goes round twice.",
  "옷감 (한국어)": "울 100%",
  "옷감 (영어)": "Wool 100%",
  "손질 (한국어)": "찬물 손빨래",
  "손질 (영어)": "Hand wash cold",
};

test("the seller adds a garment, shows it, changes its price and takes it out again", async ({
  page,
  shop,
  seller,
  javaScriptEnabled,
}) => {
  const slug = `scarf-${javaScriptEnabled ? "js" : "plain"}`;
  const garments = new SellerGarments(seller);
  await garments.open();
  await shop.expectNoAxeViolations(seller);
  await seller.getByRole("link", { name: "새 옷 올리기" }).click();
  await garments.press("저장하기");
  shop.expectError(/422/);
  await expect(garments.refusal).toContainText("주소에 쓸 이름: 적어 주세요");
  await shop.expectNoAxeViolations(seller);

  await garments.fill({ ...TEXTS, "주소에 쓸 이름": slug, "값 (원)": "59,000" });
  await garments.field("종류").selectOption("accessory");
  await seller.getByRole("checkbox", { name: "감", exact: true }).check();
  await garments.field("재는 곳 1").selectOption("width");
  await garments.field("사이즈 1").fill("F");
  await garments.cm(1, 1).fill("32.5");
  await garments.press("미리 보기");
  await expect(garments.preview).toContainText("59,000원");
  await shop.expectNoAxeViolations(seller);

  await garments.press("저장하기");
  await expect(garments.notice).toContainText("옷을 올렸어요");
  await page.goto(`/garments/${slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("여기에는 아무것도 없어요");
  shop.expectError(/404/);
  await shop.expectNoAxeViolations(page);

  await garments.press("가게에 걸기");
  await page.goto(`/garments/${slug}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("두꺼운 목도리");

  await garments.field("값 (원)").fill("49000");
  await garments.press("저장하기");
  await page.reload();
  // Its own comes first, those of what goes with it after.
  await expect(page.locator(".price").first()).toContainText("49,000원");

  await garments.press("가게에서 내리기");
  shop.expectError(/410/);
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("이제 팔지 않는 옷이에요");
});

test("a form that is refused keeps what was typed", async ({ shop, seller }) => {
  const garments = new SellerGarments(seller);
  await garments.openGarment("beanie");
  await garments.fill({ "값 (원)": "비싸요", "이름 (한국어)": "골지 비니 2" });
  await garments.press("저장하기");
  shop.expectError(/422/);
  await expect(garments.field("값 (원)")).toHaveValue("비싸요");
  await expect(garments.field("이름 (한국어)")).toHaveValue("골지 비니 2");
  await expect(seller).toHaveTitle(/^오류: /);
});

test("a photograph stands in place of the drawing until it is taken away", async ({ page, shop, seller, javaScriptEnabled }) => {
  const garments = new SellerGarments(seller);
  await garments.openPhotographs("cap");
  await shop.expectNoAxeViolations(seller);
  await garments.upload("cap.webp", Buffer.from("a picture"));
  const said = garments.field("보이는 것 (한국어)");
  await expect(said, "the browser asks for what is missing").toBeFocused();
  expect(await seller.locator("#file").evaluate((it: HTMLInputElement) => it.files?.length)).toBe(1);
  expect(new URL(seller.url()).search, "and has sent nothing").toBe("");
  await garments.fill({ "보이는 것 (한국어)": "책상 위의 모자", "보이는 것 (영어)": "The cap on a desk" });
  await garments.upload("note.jpg", Buffer.from("not a picture"));
  await expect(garments.refusal).toContainText("JPEG, PNG, WebP 사진만");
  await expect(garments.field("보이는 것 (한국어)")).toHaveValue("책상 위의 모자");
  await shop.expectNoAxeViolations(seller);

  await garments.upload("cap.webp", readFileSync(join(import.meta.dirname, "../../docs/screenshots/home-1280-light.webp")));
  await expect(garments.notice).toHaveText("사진을 올렸어요.");
  await shop.expectNoAxeViolations(seller);

  await page.goto("/garments/cap");
  const shot = page.getByRole("img", { name: "책상 위의 모자" });
  await expect(shot).toBeVisible();
  expect(await shot.evaluate((img: HTMLImageElement) => img.naturalWidth)).toBeGreaterThan(0);
  const garment = new GarmentPage(page);
  const large = page.locator(".zoom img");
  const loaded = () => large.evaluate((img: HTMLImageElement) => img.naturalWidth);
  // A browser without scripts loads nothing lazily, lest a page follow how far somebody has read.
  if (javaScriptEnabled) {
    expect(await loaded(), "the large one is not loaded before it is asked for").toBe(0);
  }
  await garment.enlarge.click();
  await expect.poll(loaded).toBeGreaterThan(0);
  await page.keyboard.press("Escape");
  await expect(garment.large).toHaveCount(0);
  await shop.expectNoAxeViolations(page);

  await seller.getByRole("button", { name: /사진 내리기/ }).first().click();
  await expect(garments.notice).toHaveText("사진을 내렸어요.");
  await page.reload();
  await expect(shot).toHaveCount(0);
});
