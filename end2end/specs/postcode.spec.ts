// The search for an address: off unless the shop turns it on, and never the only way. It has a shop of its own, that has
// it on; Kakao's script is played by the test.
import { expect, test } from "../fixtures.ts";
import { Buyer } from "../http.ts";
import { OwnShop } from "../own-shop.ts";
import { CheckoutPage } from "../pages/CheckoutPage.ts";

const SCRIPT = "https://t1.kakaocdn.net/**";
const CHOSEN = { zonecode: "04524", roadAddress: "서울 중구 세종대로 110", jibunAddress: "서울 중구 태평로1가 31" };

let own: OwnShop;

test.beforeEach(async () => {
  own = new OwnShop(["--postcode-search"]);
  await own.start();
});

test.afterEach(async () => {
  await own.close();
});

test("a chosen address stands in the fields, and the rest is asked for @js", async ({ page, shop }) => {
  const body = `window.kakao = { Postcode: class { constructor({ oncomplete }) { this.done = oncomplete; }
    open() { this.done(${JSON.stringify(CHOSEN)}); } } };`;
  await page.route(SCRIPT, (route) => route.fulfill({ body, contentType: "text/javascript" }));
  const checkout = new CheckoutPage(page);
  await page.goto(`${own.baseURL}/checkout?garment=tee&dye=ink&size=M`);
  await checkout.findAddress.click();
  await expect(checkout.field("postcode")).toHaveValue("04524");
  await expect(checkout.field("address1")).toHaveValue("서울 중구 세종대로 110");
  await expect(checkout.field("address2")).toBeFocused();
  await shop.expectNoAxeViolations(page);
});

test("where the script does not come, the page says so and the fields are there @js", async ({ page, shop }) => {
  shop.expectError(/ERR_FAILED/);
  await page.route(SCRIPT, (route) => route.abort());
  const checkout = new CheckoutPage(page);
  await page.goto(`${own.baseURL}/checkout?garment=tee&dye=ink&size=M`);
  await checkout.findAddress.click();
  await expect(page.getByText("주소 찾기를 열지 못했어요. 우편번호와 주소를 직접 적어 주세요.")).toBeVisible();
  await expect(checkout.field("postcode")).toBeEditable();
});

test("without scripts there is no button, and the fields are there @nojs", async ({ page }) => {
  const checkout = new CheckoutPage(page);
  await page.goto(`${own.baseURL}/checkout?garment=tee&dye=ink&size=M`);
  await expect(checkout.field("postcode")).toBeEditable();
  await expect(checkout.findAddress).toBeHidden();
});

test("a shop that has not turned it on lets no foreign script into its pages", async ({ request }) => {
  const buyer = new Buyer(request);
  const answer = await request.get(`/checkout/${await buyer.begin()}`);
  expect(answer.headers()["content-security-policy"]).not.toContain("kakao");
  const other = await request.get(`${own.baseURL}/`);
  expect(other.headers()["content-security-policy"]).not.toContain("kakao");
});
