// The main pages in Korean, light and dark, on a phone and on a desk, as WebP in docs/screenshots: for the README, and to
// see at a glance what a change did to the look.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { test } from "../fixtures.ts";
import { Buyer, Seller } from "../http.ts";

const FOLDER = join(import.meta.dirname, "../../docs/screenshots");
const SCREENS = [
  { width: 1280, height: 860 },
  { width: 360, height: 740 },
];
const QUALITY = 0.82;

/** A picture as WebP, which Playwright does not write: the browser does. */
async function webp(page: Page, png: Buffer): Promise<Buffer> {
  const data = await page.evaluate(
    async ({ png, quality }) => {
      const picture = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
      const canvas = new OffscreenCanvas(picture.width, picture.height);
      canvas.getContext("2d")?.drawImage(picture, 0, 0);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/webp", quality })).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    },
    { png: png.toString("base64"), quality: QUALITY },
  );
  return Buffer.from(data, "base64");
}

async function take(page: Page, name: string, path: string): Promise<void> {
  for (const screen of SCREENS) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.setViewportSize(screen);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.goto(path);
      const file = join(FOLDER, `${name}-${screen.width}-${colorScheme}.webp`);
      writeFileSync(file, await webp(page, await page.screenshot()));
    }
  }
}

test("the main pages", async ({ page, seller }) => {
  mkdirSync(FOLDER, { recursive: true });
  const buyer = new Buyer(page.request);
  const desk = new Seller(seller.request);
  const shipped = await buyer.orderAndPay({ garment: "trench", dye: "sand", size: "M" });
  await desk.label(shipped.id);
  await desk.ship(shipped.id);
  const placed = await buyer.orderAndPay({ garment: "stripe", dye: "cotton", size: "M", quantity: "2" });
  const draft = await buyer.begin({ garment: "crew", dye: "oat", size: "M" });
  const unpaid = await buyer.order({ garment: "trousers", dye: "char", size: "M" });
  await take(page, "home", "/");
  await take(page, "list", "/c/knit");
  await take(page, "search", "/garments?q=%EB%8B%88%ED%8A%B8");
  await take(page, "garment", "/garments/trench");
  await take(page, "outfit", "/outfits/morning");
  await take(page, "checkout", `/checkout/${draft}`);
  await take(page, "pay", `/orders/${unpaid.id}/pay`);
  await take(page, "order", `/orders/${placed.id}`);
  await take(page, "mypage", "/mypage");
  await take(seller, "queue", "/seller");
});
