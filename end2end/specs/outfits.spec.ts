// Outfits at the desk: one is made, looked at, shown on the home page, changed and taken out of the shop again.
import { expect, test } from "../fixtures.ts";
import { HomePage } from "../pages/HomePage.ts";
import { OutfitPage } from "../pages/OutfitPage.ts";
import { SellerOutfits } from "../pages/SellerOutfits.ts";
import { LANGS } from "../pages/ShopPage.ts";

const TEXTS = {
  "이름 (한국어)": "일요일 아침",
  "이름 (영어)": "Sunday morning",
  "소개 (한국어)": "늦잠을 자고 나가요.",
  "소개 (영어)": "Sleep late, then go.",
};

test("the seller makes an outfit, shows it on the home page, changes it and takes it out again", async ({
  page,
  shop,
  seller,
  javaScriptEnabled,
}) => {
  // Many pages, each looked at by axe.
  test.setTimeout(180_000);
  const slug = `sunday-${javaScriptEnabled ? "js" : "plain"}`;
  const [outfits, home, outfit] = [new SellerOutfits(seller), new HomePage(page), new OutfitPage(page)];
  await outfits.open();
  await expect(outfits.rows.first()).toContainText("이번 주 한 벌");
  await shop.expectNoAxeViolations(seller);
  await seller.getByRole("link", { name: "새 한 벌 만들기" }).click();
  await shop.expectNoAxeViolations(seller);
  await outfits.press("저장하기");
  shop.expectError(/422/);
  await expect(outfits.refusal).toContainText("1번째 옷과 색: 두 가지는 골라 주세요");
  await shop.expectNoAxeViolations(seller);

  await outfits.fill({ ...TEXTS, "주소에 쓸 이름": slug, "첫 화면에서의 순서": "1" });
  await outfits.choose(1, "trench:sand");
  await outfits.choose(2, "jeans:washed");
  await outfits.choose(3, "tote:cotton");
  await outfits.press("미리 보기");
  await expect(outfits.preview.locator("svg.lay use")).toHaveCount(3);
  await shop.expectNoAxeViolations(seller);
  await outfits.press("저장하기");
  await expect(outfits.notice).toContainText("한 벌을 만들었어요");
  await shop.expectNoAxeViolations(seller);

  await outfits.press("가게에 걸기");
  await expect(outfits.notice).toContainText("가게에 걸었어요");
  await home.open();
  await expect(home.thisWeek).toContainText("일요일 아침");
  await shop.expectNoAxeViolations(page);
  await outfit.open(slug);
  await expect(outfit.heading).toHaveText("일요일 아침");
  await expect(outfit.pieces).toHaveCount(3);
  await shop.expectNoAxeViolations(page);

  await outfits.fill({ "이름 (한국어)": "일요일 오후", "첫 화면에서의 순서": "" });
  await outfits.press("저장하기");
  await expect(outfits.notice).toContainText("저장했어요");
  await home.open();
  await expect(home.lookbook.last()).toHaveText("일요일 오후");

  await outfits.press("가게에서 내리기");
  await expect(outfits.notice).toContainText("가게에서 내렸어요");
  await home.open();
  await expect(home.lookbook).toHaveCount(5);
});

for (const lang of LANGS) {
  test(`an outfit's form that is refused keeps what was typed (${lang})`, async ({ shop, seller }) => {
    const outfits = new SellerOutfits(seller, lang);
    await outfits.openOutfit("walk");
    const name = outfits.field("이름 (한국어)", "Name (Korean)");
    await name.fill("가".repeat(61));
    await outfits.choose(2, "");
    await outfits.choose(3, "tote:ink");
    await outfits.press("저장하기", "Save");
    shop.expectError(/422/);
    await expect(seller).toHaveTitle(lang === "ko" ? /^오류: / : /^Error: /);
    await expect(name).toHaveValue("가".repeat(61));
    await expect(outfits.field("3번째 옷과 색", "Piece 3 and its colour")).toHaveValue("tote:ink");
    await shop.expectNoAxeViolations(seller);
  });
}
