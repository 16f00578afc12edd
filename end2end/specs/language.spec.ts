// Changing the language in the middle of a form: what was typed comes along, but for passwords.
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { FindOrderPage, ForgottenPage, LogInPage, PASSWORD, RegisterPage } from "../pages/AccountPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";

const EMAIL = "haneul@example.com";

test("the log-in page keeps the address in the other language, and forgets the password", async ({ page, shop }) => {
  const [korean, english] = [new LogInPage(page), new LogInPage(page, "en")];
  await page.goto("/account/log-in?next=/cart");
  await korean.email.fill(EMAIL);
  await korean.password.fill(PASSWORD);
  await korean.otherLanguage.click();
  await expect(page).toHaveURL("/en/account/log-in?next=/cart&kept=log-in");
  await expect(english.email).toHaveValue(EMAIL);
  await expect(english.password).toHaveValue("");
  await expect(english.refusal).toHaveCount(0);
  await shop.expectNoAxeViolations(page);

  await english.email.press("Enter");
  await expect(page, "Enter logs in, and does not change the language").toHaveTitle(/^Error: Log in/);
  await expect(english.email).toHaveValue(EMAIL);
  await english.email.fill("haneul@example");
  await english.otherLanguage.click();
  await expect(page, "what was said is still said").toHaveTitle(/^오류: 로그인/);
  await expect(korean.email).toHaveValue("haneul@example");
});

test("making an account, a forgotten password and finding an order keep what was typed", async ({ page }) => {
  const register = new RegisterPage(page);
  await register.open();
  await register.email.fill(EMAIL);
  await register.otherLanguage.click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(new RegisterPage(page, "en").email).toHaveValue(EMAIL);

  const email = `haneul-${Date.now()}@example.com`;
  await register.open();
  await register.ask(email);
  await page.goto(await register.link(email));
  await register.name.fill("김 하늘");
  await register.password.fill(PASSWORD);
  await register.otherLanguage.click();
  const english = new RegisterPage(page, "en");
  await expect(english.name).toHaveValue("김 하늘");
  await expect(english.password).toHaveValue("");

  const forgotten = new ForgottenPage(page);
  await forgotten.open();
  await forgotten.email.fill(EMAIL);
  await forgotten.otherLanguage.click();
  await expect(new ForgottenPage(page, "en").email).toHaveValue(EMAIL);

  const find = new FindOrderPage(page);
  await find.open();
  await find.number.fill("261123-7K4M2");
  await find.email.fill(EMAIL);
  await find.otherLanguage.click();
  const found = new FindOrderPage(page, "en");
  await expect(found.number).toHaveValue("261123-7K4M2");
  await expect(found.email).toHaveValue(EMAIL);
});

test("what is to go back stays chosen in the other language", async ({ page, follow, seller, shop }) => {
  const { id } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await follow(order.chip, "상품준비중");
  const shopkeeper = new Seller(seller.request);
  await shopkeeper.label(id);
  await shopkeeper.ship(id);
  await shopkeeper.deliver(id);
  await follow(order.chip, "배송완료");
  await order.returnLink.click();
  await page.getByRole("combobox").selectOption("1");
  await page.getByRole("radio", { name: "사이즈가 맞지 않아요" }).check();
  await order.otherLanguage.click();
  await expect(page).toHaveURL(`/en/orders/${id}/return?kept=send-back`);
  await expect(page.getByRole("combobox")).toHaveValue("1");
  await expect(page.locator("input[name=reason]:checked")).toHaveCount(1);
  await shop.expectNoAxeViolations(page);
  await new OrderPage(page, "en").askReturn("1", "It doesn’t fit");
  await expect(page).toHaveURL(new RegExp(`/en/orders/${id}\\?notice=return_asked`));
});
