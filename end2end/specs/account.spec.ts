// Accounts: made, left, entered again on another device, guarded against guessing.
import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures.ts";
import { Buyer } from "../http.ts";
import {
  AccountPage,
  AddressesPage,
  FindOrderPage,
  LogInPage,
  PASSWORD,
  RegisterPage,
  type SavedAddress,
} from "../pages/AccountPage.ts";
import { CheckoutPage, HANEUL } from "../pages/CheckoutPage.ts";
import { MyPage } from "../pages/MyPage.ts";
import { LANGS } from "../pages/ShopPage.ts";

const HOME: SavedAddress = {
  name: "김하늘",
  phone: "010-2345-6789",
  postcode: "04524",
  address1: "서울 중구 세종대로 110",
  address2: "3층",
};

/** An address that no other test has. */
const address = () => `haneul-${randomUUID()}@example.com`;

for (const lang of LANGS) {
  test(`an account is made, left and entered again (${lang})`, async ({ page, shop }) => {
    const [logIn, register, account] = [
      new LogInPage(page, lang),
      new RegisterPage(page, lang),
      new AccountPage(page, lang),
    ];
    const email = address();
    await logIn.open();
    await shop.expectNoAxeViolations(page);
    await logIn.registerLink.click();
    await shop.expectNoAxeViolations(page);
    await register.register({ email, name: "김하늘", password: PASSWORD });

    await expect(page).toHaveURL(/\/account$/);
    await expect(page.getByText(email)).toBeVisible();
    await expect(account.headerLink).toHaveText(lang === "ko" ? "계정" : "Account");
    await shop.expectNoAxeViolations(page);

    await account.logOut();
    await expect(account.told).toBeVisible();
    await expect(account.headerLink).toHaveText(lang === "ko" ? "로그인" : "Log in");
    await logIn.logIn(email, PASSWORD);
    await expect(page).toHaveURL(/\/mypage$/);
  });
}

test("a refused form says how to put it right and keeps all but the password", async ({ page, shop }) => {
  const register = new RegisterPage(page);
  await register.open();
  await register.register({ email: "haneul", name: "김하늘", password: "짧아요" });
  await expect(page).toHaveTitle(/^오류: /);
  await expect(register.refusal.getByRole("link")).toHaveCount(2);
  await expect(register.email).toHaveValue("haneul");
  await expect(register.name).toHaveValue("김하늘");
  await expect(register.password).toHaveValue("");
  await expect(register.email).toHaveAccessibleDescription(/haneul@example.com/);
  expect(page.url()).not.toContain("haneul@");
  await shop.expectNoAxeViolations(page);
});

test("too many wrong passwords make the next try wait, and the page says how long", async ({ page, shop }) => {
  const logIn = new LogInPage(page);
  const email = address();
  await logIn.open();
  for (let tries = 0; tries < 7; tries += 1) {
    await logIn.logIn(email, "틀린 비밀번호예요");
    await expect(page).toHaveTitle(/^오류: /);
  }
  await expect(logIn.refusal).toContainText(/\d+초 뒤에 다시/);
  await expect(logIn.email).toHaveValue(email);
  await shop.expectNoAxeViolations(page);
});

test("the account is ended on another device, and by another password", async ({ page, stranger }) => {
  const email = address();
  const [register, account] = [new RegisterPage(page), new AccountPage(page)];
  const [theirLogIn, theirs] = [new LogInPage(stranger), new AccountPage(stranger)];
  await register.open();
  await register.register({ email, name: "김하늘", password: PASSWORD });
  await theirLogIn.open();
  await theirLogIn.logIn(email, PASSWORD);

  await account.open();
  await expect(account.devices).toHaveCount(2);
  await account.logOutEverywhereElse();
  await expect(account.devices).toHaveCount(1);
  await theirs.open();
  await expect(stranger).toHaveURL(/\/account\/log-in/);

  await theirLogIn.logIn(email, PASSWORD);
  await account.open();
  await account.changePassword(PASSWORD, "가위와 바위와 보자기");
  await expect(account.told).toBeVisible();
  await theirs.open();
  await expect(stranger).toHaveURL(/\/account\/log-in/);
});

test("an account's orders are on every device", async ({ page, stranger }) => {
  const email = address();
  await new RegisterPage(page).open();
  await new RegisterPage(page).register({ email, name: "김하늘", password: PASSWORD });
  const order = await new Buyer(page.request).order();

  const theirs = new MyPage(stranger);
  await new LogInPage(stranger).open();
  await new LogInPage(stranger).logIn(email, PASSWORD);
  await expect(theirs.row(order.id)).toBeVisible();
});

test("a saved address is chosen in the order form without typing it again", async ({ page, shop }) => {
  const [register, addresses, checkout] = [
    new RegisterPage(page),
    new AddressesPage(page),
    new CheckoutPage(page),
  ];
  const email = address();
  await register.open();
  await register.register({ email, name: "김하늘", password: PASSWORD });
  await addresses.open();
  await addresses.add(HOME);
  await expect(addresses.rows).toHaveCount(1);
  await shop.expectNoAxeViolations(page);

  const draft = await new Buyer(page.request).begin();
  await page.goto(`/checkout/${draft}`);
  await expect(checkout.field("email")).toHaveValue(email);
  await expect(page.getByRole("radio", { name: /세종대로 110/ })).toBeChecked();
  await expect(checkout.field("address1")).toBeHidden();
  await shop.expectNoAxeViolations(page);
  await page.getByRole("radio", { name: "다른 주소" }).check();
  await expect(checkout.field("address1")).toBeVisible();
  await page.getByRole("radio", { name: /세종대로 110/ }).check();
  await checkout.agreement.check();
  await checkout.privacy.check();
  await checkout.place();
  await expect(page).toHaveURL(/\/orders\/[^/]+\/pay$/);
});

test("an order is found by its number and address, and none and wrong are one answer", async ({
  page,
  stranger,
  shop,
}) => {
  const order = await new Buyer(page.request).order();
  const find = new FindOrderPage(stranger);
  await find.open();
  await shop.expectNoAxeViolations(stranger);
  await find.find(order.number, address());
  await expect(stranger).toHaveTitle(/^오류: /);
  const wrong = await find.refusal.textContent();
  await find.find("261123-ABCDE", HANEUL.email);
  expect(await find.refusal.textContent()).toBe(wrong);
  await find.find(order.number.toLowerCase(), HANEUL.email);
  await expect(stranger).toHaveURL(new RegExp(`/orders/${order.id}$`));
});

test("the confirmation's link opens the order in another browser", async ({ page, stranger }) => {
  const order = await new Buyer(page.request).orderAndPay();
  await page.goto(`/orders/${order.id}?placed=1`);
  const link = await page.getByRole("link", { name: "이 링크" }).getAttribute("href");
  await stranger.goto(link ?? "");
  await expect(stranger).toHaveURL(new RegExp(`/orders/${order.id}$`));
  await expect(stranger.getByText(order.number)).toBeVisible();
});
