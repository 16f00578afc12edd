// Accounts: made, left, entered again on another device, guarded against guessing.
import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures.ts";
import { AccountPage, LogInPage, PASSWORD, RegisterPage } from "../pages/AccountPage.ts";
import { LANGS } from "../pages/ShopPage.ts";

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
