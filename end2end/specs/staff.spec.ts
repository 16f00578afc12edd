// The desk's people: invited by a letter, let in as what they are, refused what their role does not include, sent away.
import { randomUUID } from "node:crypto";
import { expect, test } from "../fixtures.ts";
import { PASSWORD } from "../pages/AccountPage.ts";
import { MailsPage } from "../pages/MailsPage.ts";
import { JoinPage, SellerStaff } from "../pages/SellerStaff.ts";

test("a viewer is invited, looks, becomes a packer and is sent away", async ({ seller, stranger, page, shop }) => {
  shop.expectError(/403/);
  const email = `pack-${randomUUID()}@example.com`;
  const [staff, mails, join] = [new SellerStaff(seller), new MailsPage(page), new JoinPage(stranger)];
  await staff.open();
  await shop.expectNoAxeViolations(seller);
  await staff.invite("이포장", email, "viewer");
  await expect(staff.told).toBeVisible();
  await expect(staff.person(email)).toContainText("초대함");

  await mails.open(email);
  const letter = await mails.readText("한벌 가게에 초대받았어요");
  const link = /https?:\S+token=\w+/.exec((await letter.textContent()) ?? "")?.[0] ?? "";
  await stranger.goto(link);
  await shop.expectNoAxeViolations(stranger);
  await join.join(link, PASSWORD);
  await expect(stranger).toHaveURL(/\/seller$/);
  await expect(stranger.getByRole("link", { name: "사람", exact: true })).toHaveCount(0);
  await stranger.goto("/seller/staff");
  await expect(stranger.getByRole("heading", { level: 1 })).toHaveText("이 일은 맡은 역할에 없어요");

  await staff.open();
  await staff.changeRole(email, "packer");
  await expect(staff.person(email)).toContainText("포장 담당");
  await staff.sendAway(email);
  await expect(staff.person(email)).toContainText("내보냄");
  await stranger.goto("/seller");
  await expect(stranger).toHaveURL(/\/seller\/log-in/);
});

test("an invitation that is refused keeps what was typed", async ({ seller }) => {
  const staff = new SellerStaff(seller);
  await staff.open();
  await staff.invite("이포장", "pack", "packer");
  await expect(seller).toHaveTitle(/^오류: /);
  await expect(staff.email).toHaveValue("pack");
  await expect(staff.refusal.getByRole("link")).toHaveCount(1);
});
