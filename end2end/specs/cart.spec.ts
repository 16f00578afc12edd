// The cart: from several garments to one order, with everything that may change on the way.
import { expect, test } from "../fixtures.ts";
import { Buyer } from "../http.ts";
import { CartPage } from "../pages/CartPage.ts";
import { CheckoutPage, HANEUL } from "../pages/CheckoutPage.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { PayPage } from "../pages/PayPage.ts";

test("two garments go through the cart into one order, which empties it once it is paid", async ({ page, shop }) => {
  const garment = new GarmentPage(page);
  await garment.open("tee");
  const tee = await garment.heading.innerText();
  await garment.chooseSize("M");
  await garment.addToCart();
  const cart = new CartPage(page);
  await expect(cart.heading).toHaveText("장바구니");
  await expect(cart.sum).toContainText("21,000원 더 담으면 배송비가 없어요.");
  await expect(cart.orderButton).toHaveText("주문하기 · 32,000원");
  await shop.expectNoAxeViolations(page);

  await garment.open("oxford");
  const oxford = await garment.heading.innerText();
  await garment.chooseSize("M");
  await garment.addToCart();
  await expect(cart.lines).toHaveCount(2);
  await expect(cart.line(tee)).toContainText("29,000원");
  await expect(cart.line(oxford)).toContainText("59,000원");
  await expect(cart.sum).toContainText("무료");
  await cart.orderButton.click();

  const checkout = new CheckoutPage(page);
  await expect(checkout.placeButton).toHaveText("결제로 가기 · 88,000원");
  await expect(cart.link).toHaveText("장바구니 2");
  await checkout.fill(HANEUL);
  await checkout.place();
  const pay = new PayPage(page);
  await expect(pay.payButton).toHaveText("88,000원 결제하기");
  await pay.chooseCard("declined");
  await pay.pay();
  await expect(pay.failure).toBeVisible();
  await cart.open();
  await expect(cart.lines).toHaveCount(2);
  await shop.expectNoAxeViolations(page);
  await page.getByRole("link", { name: "그 주문 결제하러 가기" }).click();
  await pay.chooseCard("approved");
  await pay.pay();
  await expect(page).toHaveURL(/placed=1/);
  await cart.open();
  await expect(page.getByText("장바구니가 비어 있어요.")).toBeVisible();
});

test("quantities are typed and stepped, and what is no quantity is kept and explained", async ({ page, shop }) => {
  await new Buyer(page.request).putIntoCart();
  const cart = new CartPage(page);
  await cart.open();
  const name = (await cart.lines.getByRole("link").innerText()).trim();
  await cart.more(name);
  await expect(cart.quantity(name)).toHaveValue("2");
  await cart.less(name);
  await expect(cart.quantity(name)).toHaveValue("1");
  await cart.type(name, "10");
  await expect(cart.sum).toContainText("290,000원");
  await cart.type(name, "11");
  await expect(page).toHaveTitle(/^오류: 장바구니/);
  await expect(cart.quantity(name)).toHaveValue("11");
  await expect(cart.sum).toContainText("290,000원");
  await shop.expectNoAxeViolations(page);
  await cart.refusal.getByRole("link").click();
  await expect(cart.quantity(name)).toBeFocused();
});

test("what was taken out comes back where it stood", async ({ page }) => {
  const buyer = new Buyer(page.request);
  await buyer.putIntoCart({ garment: "tee" });
  await buyer.putIntoCart({ garment: "oxford", dye: "sky" });
  const cart = new CartPage(page);
  await cart.open();
  const first = (await cart.lines.first().getByRole("link").innerText()).trim();
  await cart.takeOut(first);
  await expect(cart.lines).toHaveCount(1);
  await cart.putBackButton.click();
  await expect(cart.lines.first()).toContainText(first);
  await expect(cart.lines).toHaveCount(2);
  await expect(cart.putBackButton).toBeHidden();
});

test("the cart stays when the language changes and when the browser starts again", async ({ browser, page }) => {
  await new Buyer(page.request).putIntoCart({ quantity: "3" });
  const cart = new CartPage(page);
  await cart.open();
  await cart.otherLanguage.click();
  const english = new CartPage(page, "en");
  await expect(english.heading).toHaveText("Cart");
  await expect(english.link).toHaveText("Cart 3");

  const cookies = await page.context().cookies();
  expect(cookies.every((cookie) => cookie.expires > Date.now() / 1000 + 86_400)).toBe(true);
  const again = await browser.newContext({ storageState: await page.context().storageState() });
  const later = new CartPage(await again.newPage());
  await later.open();
  await expect(later.link).toHaveText("장바구니 3");
  await again.close();
});

test("without a size nothing is put in, and the garment says so", async ({ page }) => {
  const garment = new GarmentPage(page);
  await garment.open("tee");
  await garment.addToCart();
  await expect(page).toHaveTitle(/^오류: /);
  await expect(page.getByText("사이즈를 골라 주세요.")).toBeVisible();
  await expect(new CartPage(page).link).toHaveText("장바구니");
});
