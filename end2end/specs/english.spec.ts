// The English shop beside the Korean one: the same way, and a link between the two on every page.
import { expect, test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";
import { CheckoutPage, HANEUL } from "../pages/CheckoutPage.ts";
import { GarmentPage } from "../pages/GarmentPage.ts";
import { ListPage } from "../pages/ListPage.ts";
import { MyPage } from "../pages/MyPage.ts";
import { OrderPage } from "../pages/OrderPage.ts";
import { PayPage } from "../pages/PayPage.ts";
import { SellerOrder } from "../pages/SellerOrder.ts";
import { SellerQueue } from "../pages/SellerQueue.ts";

test("the whole way works in English", async ({ page, follow, seller }) => {
  const list = new ListPage(page, "en");
  await list.open("top");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await list.choose("Heavy tee");
  const garment = new GarmentPage(page, "en");
  await garment.order();
  await expect(page).toHaveTitle(/^Error: Heavy tee/);
  await garment.chooseColour("Ink");
  await garment.chooseSize("M");
  await garment.order();

  const checkout = new CheckoutPage(page, "en");
  await expect(checkout.placeButton).toHaveText("Go to payment · ₩32,000");
  await checkout.fill({ ...HANEUL, phone: "1" });
  await checkout.place();
  await expect(page).toHaveTitle(/^Error: Order form/);
  await expect(checkout.refusal.getByRole("heading")).toHaveText("Fix one thing");
  await checkout.field("phone").fill(HANEUL.phone);
  await checkout.place();

  const pay = new PayPage(page, "en");
  await expect(pay.payButton).toHaveText("Pay ₩32,000");
  const id = pay.order;
  await pay.chooseCard("declined");
  await pay.pay();
  await expect(pay.failure).toContainText("Nothing was charged");
  await pay.chooseCard("approved");
  await pay.pay();
  const order = new OrderPage(page, "en");
  await expect(order.thanks).toBeVisible();
  await follow(order.chip, "Preparing");

  await new Seller(seller.request).label(id);
  const desk = new SellerOrder(seller, "en");
  await desk.open(id);
  await expect(desk.heading).toHaveText("Labelled");
  await desk.ship();
  await expect(desk.notice).toContainText("Shipped. You can undo it for ten minutes.");
  await follow(order.chip, "Shipped");
  await expect(order.delivery).toContainText("CJ Logistics");
  await desk.deliver();
  await follow(order.chip, "Delivered");
  await order.completeButton.click();
  await expect(page).toHaveURL(`/en/orders/${id}`);
  await follow(order.chip, "Completed");
  await new MyPage(page, "en").open();
  await expect(new MyPage(page, "en").chip(id)).toHaveText("Completed");
  await expect(page.locator("main")).not.toContainText(/[가-힣]/);
});

test("the other language is one click away, on the same page, with its query", async ({ page, seller }) => {
  const buyer = new Buyer(page.request);
  const order = await buyer.order();
  const paths = ["/", "/outfits/snow", "/garments?q=coat&page=2", "/c/knit?color=oat", "/garments/tee?size=M", `/orders/${order.id}`, `/orders/${order.id}/pay`, "/mypage"];
  for (const path of paths) {
    await page.goto(path);
    await new ListPage(page, "ko").otherLanguage.click();
    await expect(page).toHaveURL(`/en${path}`.replace(/\/$/, ""));
    await expect(page.locator("html")).toHaveAttribute("lang", "en");
    await new ListPage(page, "en").otherLanguage.click();
    await expect(page).toHaveURL(path);
    await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  }
  await seller.goto("/seller?tab=look");
  await new SellerQueue(seller).otherLanguage.click();
  await expect(seller).toHaveURL("/en/seller?tab=look");
});

test("each page names the other language to search engines", async ({ page }) => {
  await page.goto("/garments/tee");
  await expect(page.locator("link[rel=alternate][hreflang=en]")).toHaveAttribute("href", /\/en\/garments\/tee$/);
  await page.goto("/en/garments/tee");
  await expect(page.locator("link[rel=alternate][hreflang=ko]")).toHaveAttribute("href", /\/garments\/tee$/);
});
