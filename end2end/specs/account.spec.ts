// Accounts: made, left, entered again on another device, guarded against guessing.
import { randomUUID } from "node:crypto";
import type { Locator } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { Buyer } from "../http.ts";
import {
  AccountPage,
  AddressesPage,
  FindOrderPage,
  ForgottenPage,
  LetterPage,
  LogInPage,
  PASSWORD,
  RegisterPage,
  type SavedAddress,
} from "../pages/AccountPage.ts";
import { CheckoutPage, HANEUL } from "../pages/CheckoutPage.ts";
import { MailsPage } from "../pages/MailsPage.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
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

/** That the header's links stand in one row on a phone. */
async function expectOneRow(links: Locator): Promise<void> {
  const size = links.page().viewportSize();
  await links.page().setViewportSize({ width: 360, height: 740 });
  const rows = await links.evaluateAll((all) => new Set(all.map((link) => link.getBoundingClientRect().top)).size);
  expect(rows).toBe(1);
  if (size !== null) {
    await links.page().setViewportSize(size);
  }
}

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
    await register.ask(email);
    await expect(account.told).toBeVisible();
    await shop.expectNoAxeViolations(page);
    const link = await register.link(email);
    await page.goto(link);
    await shop.expectNoAxeViolations(page);
    await register.finish("김하늘", PASSWORD);

    await expect(page).toHaveURL(/\/account\?notice=registered$/);
    await expect(page.getByText(email)).toBeVisible();
    await expect(account.headerLink).toHaveText(lang === "ko" ? "계정" : "Account");
    await shop.expectNoAxeViolations(page);
    await expectOneRow(page.locator(".top .util li"));

    await account.logOut();
    await expect(account.told).toBeVisible();
    await expect(account.headerLink).toHaveText(lang === "ko" ? "로그인" : "Log in");
    await logIn.logIn(email, PASSWORD);
    await expect(page).toHaveURL(/\/mypage$/);
    await page.goto(link);
    const over = lang === "ko" ? "이 링크는 이제 쓸 수 없어요" : "This link no longer works";
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(over);
    await shop.expectNoAxeViolations(page);
  });
}

test("who asks to make an account is told the same for an address that has one", async ({ page, stranger, shop }) => {
  const email = address();
  const [register, theirs] = [new RegisterPage(page), new RegisterPage(stranger)];
  await register.open();
  await register.register({ email, name: "김하늘", password: PASSWORD });
  const told: (string | null)[] = [];
  for (const asked of [email, address()]) {
    await theirs.open();
    await theirs.ask(asked);
    told.push(await stranger.locator("main").textContent());
  }
  expect(told[0]).toBe(told[1]);
  const mails = new MailsPage(stranger);
  const written = async () => {
    await mails.open(email);
    return mails.mail("이미 계정이 있어요").count();
  };
  await expect.poll(written, "the letter says which it is").toBe(1);
  await shop.expectNoAxeViolations(stranger);
});

test("a refused form says how to put it right and keeps all but the password", async ({ page, shop }) => {
  const register = new RegisterPage(page);
  await register.open();
  await register.ask("haneul");
  await expect(page).toHaveTitle(/^오류: /);
  await expect(register.refusal.getByRole("link")).toHaveCount(1);
  await expect(register.email).toHaveValue("haneul");
  await expect(register.email).toHaveAccessibleDescription(/haneul@example.com/);
  const email = address();
  await register.ask(email);
  await page.goto(await register.link(email));
  await register.finish("김하늘", "짧아요");
  await expect(page).toHaveTitle(/^오류: /);
  await expect(register.name).toHaveValue("김하늘");
  await expect(register.password).toHaveValue("");
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

for (const lang of LANGS) {
  test(`an account gets another name, and is closed on every device (${lang})`, async ({ page, stranger, shop }) => {
    const email = address();
    const [register, account, theirs] = [
      new RegisterPage(page, lang),
      new AccountPage(page, lang),
      new AccountPage(stranger, lang),
    ];
    const [logIn, theirLogIn] = [new LogInPage(page, lang), new LogInPage(stranger, lang)];
    await register.open();
    await register.register({ email, name: "김하늘", password: PASSWORD });
    await account.rename("가".repeat(41));
    await expect(page).toHaveTitle(lang === "ko" ? /^오류: / : /^Error: /);
    await expect(account.name).toHaveValue("가".repeat(41));
    await shop.expectNoAxeViolations(page);
    await account.rename("김바다");
    await expect(account.told).toBeVisible();
    await expect(account.heading2("김바다")).toBeVisible();
    await theirLogIn.open();
    await theirLogIn.logIn(email, PASSWORD);
    await expect(stranger).toHaveURL(/\/mypage$/);

    await account.openClose();
    await shop.expectNoAxeViolations(page);
    await account.close("틀린 비밀번호예요");
    await expect(page).toHaveTitle(lang === "ko" ? /^오류: / : /^Error: /);
    await shop.expectNoAxeViolations(page);
    await account.close(PASSWORD);
    await expect(page).toHaveURL(/\/account\/log-in\?notice=account_closed$/);
    await expect(account.told).toContainText(lang === "ko" ? "탈퇴했어요" : "Your account is closed");
    await shop.expectNoAxeViolations(page);
    await theirs.open();
    await expect(stranger).toHaveURL(/\/account\/log-in/);
    await logIn.open();
    await logIn.logIn(email, PASSWORD);
    await expect(page).toHaveTitle(lang === "ko" ? /^오류: / : /^Error: /);

    await register.open();
    await register.register({ email, name: "김하늘", password: PASSWORD });
    await expect(page.getByText(email)).toBeVisible();
  });
}

test("an order goes on when its buyer's account is closed, by the link in its letter", async ({
  page,
  stranger,
  follow,
  shop,
}) => {
  shop.expectError(/404/);
  const email = address();
  const account = new AccountPage(page);
  await new RegisterPage(page).open();
  await new RegisterPage(page).register({ email, name: "김하늘", password: PASSWORD });
  const order = await new Buyer(page.request).orderAndPay({}, { email });
  await account.open();
  await account.openClose();
  await account.close(PASSWORD);
  await expect(account.told).toBeVisible();
  await page.goto(`/orders/${order.id}`);
  await expect(page.getByText(order.number), "who left sees it no more").toHaveCount(0);
  await stranger.goto(await new MailsPage(stranger).link(email, `주문을 받았어요 · ${order.number}`));
  await expect(stranger).toHaveURL(new RegExp(`/orders/${order.id}$`));
  const theirs = new OrderPage(stranger);
  await theirs.cancel("changed_mind");
  await follow(theirs.chip, "환불완료");
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

for (const lang of LANGS) {
  test(`what was ordered as a guest is the account's, whose address was proved by mail (${lang})`, async ({
    page,
    stranger,
  }) => {
    const email = address();
    const order = await new Buyer(stranger.request).orderAndPay({}, { email });
    const register = new RegisterPage(page, lang);
    await register.open();
    await register.register({ email, name: "김하늘", password: PASSWORD });
    const mine = new MyPage(page, lang);
    const claimed = async () => {
      await mine.open();
      return mine.row(order.id).count();
    };
    await expect.poll(claimed, "MyPage hears of it by its event").toBe(1);
    await page.goto(`/orders/${order.id}`);
    await expect(page.getByText(order.number).first()).toBeVisible();
  });
}

test("a forgotten password is set anew by a mailed link, once, and every device is logged out", async ({
  page,
  stranger,
  shop,
}) => {
  const email = address();
  await new RegisterPage(page).open();
  await new RegisterPage(page).register({ email, name: "김하늘", password: PASSWORD });

  const [forgotten, letter, logIn] = [
    new ForgottenPage(stranger),
    new LetterPage(stranger),
    new LogInPage(stranger),
  ];
  await forgotten.open();
  await shop.expectNoAxeViolations(stranger);
  await forgotten.ask(email);
  const known = await new AccountPage(stranger).told.textContent();
  await forgotten.open();
  await forgotten.ask(address());
  expect(await new AccountPage(stranger).told.textContent(), "nobody learns who has an account").toBe(known);

  const link = await new MailsPage(stranger).link(email, "비밀번호를 새로 정해 주세요");
  await stranger.goto(link);
  await expect(stranger.getByText(email)).toBeVisible();
  await shop.expectNoAxeViolations(stranger);
  await letter.setPassword("짧아요");
  await expect(stranger).toHaveTitle(/^오류: /);
  await shop.expectNoAxeViolations(stranger);
  await letter.setPassword("가위와 바위와 보자기");
  await expect(stranger).toHaveURL(/\/account\/log-in/);
  await shop.expectNoAxeViolations(stranger);
  await logIn.logIn(email, PASSWORD);
  await expect(stranger).toHaveTitle(/^오류: /);
  await logIn.logIn(email, "가위와 바위와 보자기");
  await expect(stranger).toHaveURL(/\/mypage$/);
  await new AccountPage(page).open();
  await expect(page).toHaveURL(/\/account\/log-in/);
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("이 링크는 이제 쓸 수 없어요");
});

test("guessing at an order makes the next guess wait, and the page says how long", async ({ page, stranger, shop }) => {
  const email = address();
  const order = await new Buyer(page.request).order({}, { email });
  const find = new FindOrderPage(stranger);
  await find.open();
  for (let tries = 0; tries < 7; tries += 1) {
    await find.find(order.number, address());
    await expect(stranger).toHaveTitle(/^오류: /);
  }
  await expect(find.refusal).toContainText(/\d+초 뒤에 다시/);
  await expect(find.number).toHaveValue(order.number);
  await shop.expectNoAxeViolations(stranger);
  await find.find(order.number, email);
  await expect(find.refusal, "the right one waits as well").toContainText(/\d+초 뒤에 다시/);
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

test("the confirmation's link opens the order in another browser, and no other order", async ({ page, stranger, shop }) => {
  const buyer = new Buyer(page.request);
  const [order, other] = [await buyer.orderAndPay(), await buyer.order()];
  await page.goto(`/orders/${order.id}?placed=true`);
  const link = (await page.getByRole("link", { name: "이 링크" }).getAttribute("href")) ?? "";
  await stranger.goto(link);
  await expect(stranger).toHaveURL(new RegExp(`/orders/${order.id}$`));
  await expect(stranger.getByText(order.number).first()).toBeVisible();
  await shop.expectNoAxeViolations(stranger);
  await stranger.goto(link.replace(order.id, other.id));
  await expect(stranger).toHaveURL(/\/account\/find-order/);
  await expect(stranger.getByText(other.number)).toHaveCount(0);
  await shop.expectNoAxeViolations(stranger);
});

test("the letter's link opens the order in another browser, where it can be cancelled", async ({ page, stranger, follow }) => {
  const email = address();
  const order = await new Buyer(page.request).orderAndPay({}, { email });
  await stranger.goto(await new MailsPage(page).link(email, `주문을 받았어요 · ${order.number}`));
  await expect(stranger).toHaveURL(new RegExp(`/orders/${order.id}$`));
  const theirs = new OrderPage(stranger);
  await theirs.cancel("changed_mind");
  await follow(theirs.chip, "환불완료");
});
