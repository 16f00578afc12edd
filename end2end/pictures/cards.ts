// What is shown where a page of the shop is shared (og:image): each garment and each outfit, 1200 x 630, and the icons.
//
// A browser draws them, because only a browser knows the colours: a drawing derives its seams and shadows from its dye
// by CSS. They lie in the repository, so that nobody who builds the shop needs a browser for it.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, type Page } from "@playwright/test";

const PUBLIC = join(import.meta.dirname, "../../public");
const CARDS = join(PUBLIC, "cards");
const CARD = { width: 1200, height: 630 };

/** The picture on its ground, and the two threads at its foot. */
const STYLE = `
  html { overflow: hidden }
  body { display: block; min-block-size: 0; block-size: 630px; position: relative; background: var(--ground) }
  body.dye { background: var(--dye) }
  body > #picture { position: absolute; inset: 3% 0; inline-size: 100%; block-size: 94% }
  body > i { position: absolute; inset: auto 0 0; block-size: 8px }
  body:not(.dye) > i { background: repeating-linear-gradient(90deg, var(--blue) 0 28px, #0000 28px 44px, var(--red) 44px 72px, #0000 72px 88px) }
`;

/** Leaves of a page its picture alone. */
async function only(page: Page, picture: string, dyed: boolean): Promise<void> {
  await page.evaluate(
    ({ picture, dyed }) => {
      const sprite = document.querySelector("svg.vh");
      const drawing = document.querySelector(picture)?.cloneNode(true);
      if (!(drawing instanceof SVGElement) || sprite === null) {
        throw new Error(`no ${picture}`);
      }
      drawing.id = "picture";
      document.body.className = dyed ? "dye" : "";
      document.body.replaceChildren(sprite, drawing, document.createElement("i"));
    },
    { picture, dyed },
  );
  await page.addStyleTag({ content: STYLE });
}

test("the pictures of pages that are shared", async ({ page, request }) => {
  mkdirSync(CARDS, { recursive: true });
  await page.setViewportSize(CARD);
  const map = await (await request.get("/sitemap.xml")).text();
  const paths = new Set([...map.matchAll(/<loc>[^<]*?(\/(?:garments|outfits)\/[a-z]+)<\/loc>/g)].map(([, path]) => path ?? ""));
  expect(paths.size).toBeGreaterThan(30);
  for (const path of paths) {
    await page.goto(path);
    await only(page, "#hero", path.startsWith("/outfits"));
    await page.screenshot({ path: join(CARDS, `${path.split("/").at(-1)}.jpg`), type: "jpeg", quality: 82 });
  }
  await page.goto("/");
  await only(page, ".lay", true);
  await page.screenshot({ path: join(CARDS, "shop.jpg"), type: "jpeg", quality: 82 });
});

test("the icons", async ({ page }) => {
  const icon = readFileSync(join(PUBLIC, "favicon.svg"), "utf8");
  for (const size of [192, 512]) {
    await page.setViewportSize({ width: size, height: size });
    await page.setContent(`<body style="margin:0">${icon.replace("<svg", `<svg width="${size}" height="${size}"`)}`);
    writeFileSync(join(PUBLIC, `icon-${size}.png`), await page.screenshot());
  }
});
