// The desk's people: invited by a letter, let in as what they are, refused what their role does not include, sent away.
import { randomUUID } from "node:crypto";
import type { Page } from "@playwright/test";
import { expect, test } from "../fixtures.ts";
import { Buyer, post, Seller } from "../http.ts";
import { PASSWORD } from "../pages/AccountPage.ts";
import { MailsPage } from "../pages/MailsPage.ts";
import { SellerLogIn } from "../pages/SellerLogIn.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";
import { JoinPage, SellerStaff, StaffsDesk } from "../pages/SellerStaff.ts";
import { SellerStock } from "../pages/SellerStock.ts";

const INVITATION = "한벌에서 함께 일해요";

/** What everybody at the desk may look at. */
const VIEWED = [
  "/seller/returns",
  "/seller/stock",
  "/seller/stock/tee",
  "/seller/stock/tee/ink/M",
  "/seller/garments",
  "/seller/garments/tee",
  "/seller/outfits",
  "/seller/outfits/morning",
  "/seller/numbers",
  "/seller/events",
];

/** Somebody new at the desk, invited by a letter and let in. */
async function joins(owner: Page, newcomer: Page, role: "packer" | "viewer"): Promise<string> {
  const email = `${role}-${randomUUID()}@example.com`;
  const staff = new SellerStaff(owner);
  await staff.open();
  await staff.invite("이포장", email, role);
  await expect(staff.told).toBeVisible();
  await new JoinPage(newcomer).join(await new MailsPage(newcomer).link(email, INVITATION), PASSWORD);
  await expect(newcomer).toHaveURL(/\/seller$/);
  return email;
}

test("somebody is invited by a letter, gets another role and is sent away", async ({ seller, stranger, shop }) => {
  const email = `staff-${randomUUID()}@example.com`;
  const staff = new SellerStaff(seller);
  await staff.open();
  await shop.expectNoAxeViolations(seller);
  await staff.invite("이포장", email, "viewer");
  await expect(staff.told).toBeVisible();
  await expect(staff.person(email)).toContainText("초대함");
  await shop.expectNoAxeViolations(seller);

  const link = await new MailsPage(stranger).link(email, INVITATION);
  await stranger.goto(link);
  await shop.expectNoAxeViolations(stranger);
  await new JoinPage(stranger).join(link, "짧아요");
  await expect(stranger).toHaveTitle(/^오류: /);
  await shop.expectNoAxeViolations(stranger);
  await new JoinPage(stranger).join(link, PASSWORD);
  await expect(stranger).toHaveURL(/\/seller$/);
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("이 초대는 이미 썼거나 시간이 지났어요");

  await staff.open();
  await expect(staff.person(email)).toContainText("일하는 중");
  await staff.changeRole(email, "packer");
  await expect(staff.person(email)).toContainText("포장 담당");
  await staff.sendAway(email);
  await expect(staff.person(email)).toContainText("내보냄");
  await stranger.goto("/seller");
  await expect(stranger).toHaveURL(/\/seller\/log-in/);
  await new SellerLogIn(stranger).enterAs(email, PASSWORD);
  await expect(stranger, "who was sent away does not come in again").toHaveTitle(/^오류: /);
});

test("a viewer sees the desk, and is offered nothing that changes it", async ({ page, seller, stranger, shop }) => {
  // Every page of the desk, each looked at by axe.
  test.setTimeout(240_000);
  shop.expectError(/403/);
  const { id, number } = await new Buyer(page.request).orderAndPay();
  await joins(seller, stranger, "viewer");
  const queue = new SellerQueue(stranger);
  const held = async () => {
    await queue.open();
    await queue.find(number);
    return queue.row(number).count();
  };
  await expect.poll(held).toBe(1);
  const desk = new StaffsDesk(stranger);
  for (const path of ["/seller", "/seller?tab=shipped", `/seller/orders/${id}`, ...VIEWED]) {
    await stranger.goto(path);
    await expect(desk.forms, path).toHaveCount(0);
    await expect(desk.commands, path).toHaveCount(0);
    await shop.expectNoAxeViolations(stranger);
  }
  for (const path of ["/seller/settings", "/seller/staff", `/seller/orders/${id}/cancel`]) {
    await stranger.goto(path);
    await expect(desk.heading, path).toHaveText("이 일은 맡은 역할에 없어요");
    await shop.expectNoAxeViolations(stranger);
  }
  await expect(desk.menu.getByRole("link", { name: /설정|사람/ })).toHaveCount(0);
  const label = { order: id, carrier: "cj", tracking: "612345678901" };
  expect((await post(stranger.request, "label", label)).status()).toBe(403);
});

test("a packer sends an order and corrects the stock, and touches no money", async ({ page, seller, stranger, shop }) => {
  shop.expectError(/403/);
  const { id } = await new Buyer(page.request).orderAndPay();
  await joins(seller, stranger, "packer");
  const packer = new Seller(stranger.request);
  await packer.label(id);
  await packer.ship(id);
  const order = new SellerOrder(stranger);
  await order.open(id);
  await expect(order.stage).toHaveText("배송중");
  await expect(order.cancelLink).toHaveCount(0);
  await expect(order.amount, "a part of the price is not theirs to give back").toHaveCount(0);
  await shop.expectNoAxeViolations(stranger);

  const stock = new SellerStock(stranger);
  await stock.openGarment("tee");
  await stock.adjust({ "먹 M": "+1" }, "counted", "하나 더 있었어요");
  await expect(stock.notice).toBeVisible();
  await new SellerStock(seller).openLedger("tee", "ink", "M");
  await expect(new SellerStock(seller).movements.first()).toContainText("이포장");

  const form = { order: id, reason: "sold_out" };
  expect((await post(stranger.request, "cancel_for_shop", form)).status()).toBe(403);
  await stranger.goto("/seller/settings");
  await expect(order.heading).toHaveText("이 일은 맡은 역할에 없어요");
});

test("an invitation that is refused keeps what was typed", async ({ seller }) => {
  const staff = new SellerStaff(seller);
  await staff.open();
  await staff.invite("이포장", "pack", "packer");
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(staff.email).toHaveValue("pack");
  await expect(staff.refusal.getByRole("link")).toHaveCount(1);
});
