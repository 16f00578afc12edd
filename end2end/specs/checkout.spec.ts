// Choosing, the order form and paying, when something is not as it should be: nothing typed is lost, nothing is
// ordered or charged twice, and every refusal says how to go on.
import { demo } from "../demo.ts";
import { expect, test } from "../fixtures.ts";
import { Buyer, PAGE, post } from "../http.ts";
import { CheckoutPage, HANEUL, type Details } from "../pages/CheckoutPage.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { ListPage } from "../pages/ListPage.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { CARDS, PayPage } from "../pages/PayPage.ts";
import { moneyOf } from "../sandbox.ts";

test("ordering without a size leads to the sizes and keeps the rest of the choice", async ({ page }) => {
  const garment = new GarmentPage(page);
  await garment.open("tee");
  await garment.chooseColour("먹");
  await garment.quantity.fill("3");
  await garment.order();

  await expect(page).toHaveTitle(/^오류: 두꺼운 반팔 티셔츠/);
  await expect(garment.sizes).toHaveAccessibleDescription(/사이즈를 골라 주세요\.$/);
  await expect(garment.size("S")).toBeFocused();
  await expect(page.getByRole("radio", { name: "먹" })).toBeChecked();
  await expect(garment.quantity).toHaveValue("3");
  await garment.chooseSize("M");
  await garment.order();
  await expect(new CheckoutPage(page).placeButton).toHaveText("결제로 가기 · 87,000원");
});

for (const quantity of ["0", "-1", "11", "99999999999999999999", "두 벌"]) {
  test(`a quantity of ${quantity} is refused beside its field`, async ({ page }) => {
    const garment = new GarmentPage(page);
    await garment.open("tee");
    await garment.chooseSize("M");
    await garment.quantity.fill(quantity);
    await garment.order();
    await expect(page).toHaveTitle(/^오류: /);
    await expect(garment.quantity).toHaveAccessibleDescription(/1벌부터 10벌까지 적어 주세요\.$/);
    await expect(garment.quantity).toHaveValue(quantity);
    await expect(garment.size("M")).toBeChecked();
  });
}

test("a refused form keeps every value and leads to each field", async ({ page }) => {
  const draft = await new Buyer(page.request).begin();
  const checkout = new CheckoutPage(page);
  await page.goto(`/checkout/${draft}`);
  await checkout.request.selectOption({ label: "문 앞에 놓아 주세요" });
  const typed: Details = { ...HANEUL, email: "haneul@", phone: "02-12", postcode: "4524", name: "" };
  await checkout.fill(typed);
  await checkout.place();

  await expect(page).toHaveTitle(/^오류: 주문서/);
  await expect(checkout.refusal).toBeFocused();
  await expect(checkout.refusal.getByRole("heading")).toHaveText("네 가지만 고쳐 주세요");
  for (const [name, value] of Object.entries(typed)) {
    await expect(checkout.field(name as keyof Details)).toHaveValue(value);
  }
  await expect(checkout.agreement).toBeChecked();
  await expect(checkout.privacy).toBeChecked();
  await expect(checkout.request).toHaveValue("door");
  await expect(checkout.error("name")).toHaveText("받는 분 이름을 적어 주세요.");
  await expect(checkout.field("postcode")).toHaveAccessibleDescription(/우편번호는 숫자 다섯 자리예요\. 예: 04524$/);
  for (const name of ["email", "name", "phone", "postcode"] as const) {
    await checkout.refusal.locator(`a[href="#${name}"]`).click();
    await expect(checkout.field(name)).toBeFocused();
  }

  await checkout.fill(HANEUL);
  await checkout.place();
  await expect(new PayPage(page).payButton).toHaveText("32,000원 결제하기");
});

test("what is typed goes along into the other language, and Enter still leads to the payment", async ({ page, shop }) => {
  const draft = await new Buyer(page.request).begin();
  const checkout = new CheckoutPage(page);
  await page.goto(`/checkout/${draft}`);
  await checkout.fill({ ...HANEUL, phone: "010-2345" });
  await checkout.privacy.uncheck();
  await checkout.otherLanguage.click();
  await expect(page).toHaveURL(`/en/checkout/${draft}?kept=order`);
  const english = new CheckoutPage(page, "en");
  for (const [name, value] of Object.entries({ ...HANEUL, phone: "010-2345" })) {
    await expect(english.field(name as keyof Details)).toHaveValue(value);
  }
  await expect(english.agreement).toBeChecked();
  await expect(english.privacy).not.toBeChecked();
  await expect(english.refusal).toHaveCount(0);
  await shop.expectNoAxeViolations(page);

  await english.field("phone").fill(HANEUL.phone);
  await english.privacy.check();
  await english.otherLanguage.click();
  await expect(checkout.field("phone")).toHaveValue(HANEUL.phone);
  await checkout.field("name").press("Enter");
  await expect(new PayPage(page).payButton).toHaveText("32,000원 결제하기");
});

test("an order is not placed without the buyer's two consents, which can be read in place", async ({ page }) => {
  const draft = await new Buyer(page.request).begin();
  const checkout = new CheckoutPage(page);
  await page.goto(`/checkout/${draft}`);
  await checkout.read("구매조건 보기");
  await expect(page.getByText("받은 날부터 7일 안에는 이유를 말하지 않고 돌려보낼 수 있어요(청약철회).")).toBeVisible();
  await checkout.read("수집·이용 내용 보기");
  await expect(page.getByText("이메일, 받는 분 이름, 휴대전화, 주소")).toBeVisible();
  await checkout.fill(HANEUL);
  await checkout.agreement.uncheck();
  await checkout.privacy.uncheck();
  await checkout.place();
  await expect(checkout.refusal.getByRole("link")).toHaveText([
    "주문 내용을 확인하고 결제 진행에 동의해 주세요.",
    "개인정보 수집·이용에 동의해 주세요. 배송에 필요해요.",
  ]);
  await expect(checkout.field("address1")).toHaveValue(HANEUL.address1);
});

test("a double click on the two buttons makes one order and one payment", async ({ page, follow }) => {
  const buyer = new Buyer(page.request);
  const checkout = new CheckoutPage(page);
  await page.goto(`/checkout/${await buyer.begin()}`);
  await checkout.fill(HANEUL);
  await checkout.placeButton.dblclick();
  const pay = new PayPage(page);
  await expect(pay.payButton).toBeVisible();
  const id = pay.order;
  await expect.poll(() => buyer.orderCount(), "MyPage follows by events").toBe(1);

  await pay.payButton.dblclick();
  // The second click may find the first one still at the provider's; its page leads on by itself. And it may break off the
  // first one's way there, which is no end to wait for.
  await expect(page).toHaveURL(/\/orders\/[^/]+(\?placed=1)?$/);
  await follow(new OrderPage(page).chip, "상품준비중");
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [] });
});

test("the same form from two tabs at once makes one order and one payment", async ({ page }) => {
  const buyer = new Buyer(page.request);
  const draft = await buyer.begin();
  const [one, other] = await Promise.all([buyer.place(draft), buyer.place(draft)]);
  expect(other).toBe(one);
  await expect.poll(() => buyer.orderCount(), "MyPage follows by events").toBe(1);

  const pay = new PayPage(page);
  await page.goto(one);
  const form = { order: pay.order, attempt: await buyer.attempt(pay.order), card: CARDS.approved };
  const answers = await Promise.all([1, 2, 3].map(() => post(page.request, "pay", form)));
  expect(answers.map((answer) => answer.status())).toEqual([303, 303, 303]);
  expect(await moneyOf(demo, pay.order)).toEqual({ captured: [32_000], refunded: [] });
});

test("a declined card charges nothing, and another one pays", async ({ page, follow }) => {
  const { id } = await new Buyer(page.request).order();
  const pay = new PayPage(page);
  await pay.open(id);
  await pay.chooseCard("declined");
  await pay.pay();
  await expect(page).toHaveURL(`/orders/${id}/pay`);
  await expect(page).toHaveTitle(/^오류: 결제/);
  await expect(pay.failure).toContainText("카드사가 결제를 거절했어요");
  await expect(pay.failure).toContainText("청구되지 않았어요.");
  await expect(pay.failure).toBeFocused();

  await pay.chooseCard("empty");
  await pay.pay();
  await expect(pay.failure).toContainText("카드의 한도나 잔액이 모자라요");
  await pay.chooseCard("expired");
  await pay.pay();
  await expect(pay.failure).toContainText("기한이 지난 카드예요");
  expect(await moneyOf(demo, id)).toEqual({ captured: [], refunded: [] });

  const myPage = new MyPage(page);
  await myPage.open();
  await follow(myPage.chip(id), "결제실패");
  await myPage.row(id).getByRole("link", { name: "결제하기" }).click();
  await pay.chooseCard("approved");
  await pay.pay();
  await expect(new OrderPage(page).thanks).toBeVisible();
  expect(await moneyOf(demo, id)).toEqual({ captured: [32_000], refunded: [] });
});

test("going back to a form that has become an order leads to the order", async ({ page }) => {
  const buyer = new Buyer(page.request);
  const draft = await buyer.begin();
  const payPage = await buyer.place(draft);
  await page.goto(`/checkout/${draft}`);
  await expect(page).toHaveURL(payPage);
});

test("a buyer with three unpaid orders is told to pay or cancel one first", async ({ page }) => {
  const buyer = new Buyer(page.request);
  for (let unpaid = 0; unpaid < 3; unpaid += 1) {
    await buyer.order();
  }
  const checkout = new CheckoutPage(page);
  await page.goto(`/checkout/${await buyer.begin()}`);
  await checkout.agreement.check();
  await checkout.privacy.check();
  await checkout.place();
  await expect(page).toHaveTitle(/^오류: /);
  await expect(checkout.refusal.getByRole("heading")).toHaveText("결제를 기다리는 주문이 셋이에요");
  await expect.poll(() => buyer.orderCount(), "MyPage follows by events").toBe(3);
});

test.describe("the last piece", () => {
  const LAST = { garment: "padded", dye: "pine", size: "S" };
  let held: string | undefined;

  test.afterEach(async ({ stranger }) => {
    if (held !== undefined) {
      await new Buyer(stranger.request).cancel(held);
      held = undefined;
    }
  });

  test("goes to one buyer, and everybody else is told in words", async ({ page, stranger }) => {
    const buyer = new Buyer(page.request);
    const draft = await buyer.begin(LAST);
    held = (await new Buyer(stranger.request).order(LAST)).id;

    const checkout = new CheckoutPage(page);
    await page.goto(`/checkout/${draft}`);
    await checkout.fill(HANEUL);
    await checkout.place();
    await expect(page).toHaveTitle(/^오류: /);
    await expect(checkout.refusal.getByRole("heading")).toHaveText("지금은 주문할 만큼 남아 있지 않아요");
    await expect(checkout.refusal.getByRole("listitem")).toHaveText(/^가벼운 구스 패딩 · .*: 지금은 남은 것이 없어요$/);
    await expect(checkout.refusal.getByRole("link")).toHaveAttribute("href", "/garments/padded?dye=pine");
    await expect(checkout.field("name")).toHaveValue(HANEUL.name);
    expect(await buyer.orderCount()).toBe(0);

    const list = new ListPage(page);
    await list.open("outer");
    await expect(list.card("가벼운 구스 패딩")).toContainText("품절");
    const garment = new GarmentPage(page);
    await garment.open("padded");
    await expect(garment.size("S")).toBeDisabled();
    await expect(page.getByRole("button", { name: "품절" })).toBeDisabled();

    const asked = await page.request.get("/checkout", { params: { ...LAST, quantity: "1" }, headers: PAGE });
    expect(new URL(asked.url()).pathname).toBe("/garments/padded");
    expect(await asked.text()).toContain("다 팔렸어요");
  });
});
