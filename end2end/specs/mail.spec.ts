// Mail to buyers, on the page where a demo shop shows it: what is written, when, and what a reader can do with it.
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { MailsPage } from "../pages/MailsPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { SellerEvents } from "../pages/SellerEvents.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";

/** Opens the page until this mail is there: it is written a moment after what it tells. */
async function arrives(mails: MailsPage, subject: string): Promise<void> {
  const look = async () => {
    await mails.open();
    return mails.mail(subject).count();
  };
  await expect.poll(look, `the mail “${subject}”`).toBe(1);
}

test("an order is confirmed by mail, as text and as a letter that leads back to it", async ({ page, shop }) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  const mails = new MailsPage(page);
  const subject = `주문을 받았어요 · ${number}`;
  await arrives(mails, subject);
  await expect(mails.state(subject)).toHaveText(/보냄|보내는 중|기다림/);
  await shop.expectNoAxeViolations(page);

  const text = await mails.readText(subject);
  await expect(text).toContainText(number);
  await expect(text).toContainText("32,000원");
  await expect(text).toContainText(`/o/${id}?until=`);

  const letter = await mails.openLetter(subject);
  shop.watch(letter);
  await expect(letter.getByRole("heading", { level: 1 })).toHaveText("주문을 받았어요");
  await expect(letter.getByText(number)).toBeVisible();
  await shop.expectNoAxeViolations(letter);
  await letter.getByRole("link", { name: "주문 보기" }).click();
  await expect(letter).toHaveURL(`/orders/${id}`);
  await expect(new OrderPage(letter).heading).toBeVisible();
});

test("mails are found by a part of their address, and a search that finds none says so", async ({ page, shop }) => {
  const { number } = await new Buyer(page.request).orderAndPay();
  const mails = new MailsPage(page);
  await arrives(mails, `주문을 받았어요 · ${number}`);
  await mails.find("nobody@nowhere");
  await expect(mails.mails).toHaveCount(0);
  await expect(page.getByText("“nobody@nowhere”에 온 메일이 없어요.")).toBeVisible();
  await shop.expectNoAxeViolations(page);
});

test("every page of the demo leads to its mails", async ({ page }) => {
  await page.goto("/en");
  await page.getByRole("link", { name: "See the mails" }).click();
  await expect(page).toHaveURL("/en/mails");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This shop’s mails");
});

test("the mail about shipping waits while shipping can be taken back, and is withdrawn with it", async ({
  page,
  seller,
}) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  const desk = new Seller(seller.request);
  await desk.label(id);
  await desk.ship(id);
  const mails = new MailsPage(page);
  const subject = `옷이 떠났어요 · ${number}`;
  await arrives(mails, subject);
  await expect(mails.state(subject)).toHaveText("기다림");
  await expect(mails.mail(subject)).toContainText("에 보내요");

  const order = new SellerOrder(seller);
  await order.open(id);
  await expect(order.mails).toContainText("기다림");
  await order.undoShip();
  const withdrawn = async () => {
    await mails.open();
    return mails.state(subject).textContent();
  };
  await expect.poll(withdrawn).toBe("보내지 않음");
});

test("a cancel is confirmed, and the refund after it", async ({ page, follow }) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  const order = new OrderPage(page);
  await order.open(id);
  await order.cancel("changed_mind");
  await follow(order.chip, "환불완료");
  const mails = new MailsPage(page);
  await arrives(mails, `주문을 취소했어요 · ${number}`);
  await arrives(mails, `돈을 돌려드렸어요 · ${number}`);
  await expect(await mails.readText(`돈을 돌려드렸어요 · ${number}`)).toContainText("32,000원을");
});

test("the seller sees what the buyer was written, and sends it again", async ({ page, seller, shop }) => {
  const { id, number } = await new Buyer(page.request).orderAndPay();
  const mails = new MailsPage(page);
  const subject = `주문을 받았어요 · ${number}`;
  const sent = async () => {
    await mails.open();
    return mails.state(subject).allTextContents();
  };
  await expect.poll(sent).toEqual(["보냄"]);

  const order = new SellerOrder(seller);
  await order.open(id);
  await expect(order.mails).toContainText("주문을 받았어요");
  await shop.expectNoAxeViolations(seller);
  await order.sendAgain();
  await expect(order.notice).toContainText("메일을 다시 보내요.");
  await expect(order.audit).toContainText("메일을 다시 보냈어요");
  await expect.poll(sent).toEqual(["보냄", "보냄"]);
});

test("mail that is paused waits, orders go on, and it catches up", async ({ page, seller }) => {
  const events = new SellerEvents(seller);
  await events.open();
  await events.pause("mail");
  await expect(events.state("mail")).toHaveText("멈춤");
  const { number } = await new Buyer(page.request).orderAndPay();
  const mails = new MailsPage(page);
  await mails.open();
  await expect(mails.mail(`주문을 받았어요 · ${number}`)).toHaveCount(0);
  await events.resume("mail");
  await arrives(mails, `주문을 받았어요 · ${number}`);
});
