// Browsers that Playwright does not drive as a distribution ships them: Firefox, by Puppeteer, and WebKitGTK, by its
// own driver. Both speak to a spec through the few verbs that a way through the shop takes.
import { spawn, type ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import puppeteer from "puppeteer-core";
import { Builder, By, Capabilities, type WebDriver } from "selenium-webdriver";
import { expect } from "@playwright/test";
import { find } from "./programs.ts";

/** One browser with one page. Elements are named by CSS selectors. */
export interface OtherBrowser {
  open(url: string): Promise<void>;
  url(): Promise<string>;
  /** Clicks what must be there. */
  click(selector: string): Promise<void>;
  type(selector: string, text: string): Promise<void>;
  /** The text of what is there, or nothing. */
  text(selector: string): Promise<string>;
  /** What the page's scripts failed with so far. */
  errors(): string[];
  close(): Promise<void>;
}

/** Starts Firefox; nothing where the machine has none. */
export async function firefox(): Promise<OtherBrowser | undefined> {
  const executablePath = find("firefox", "firefox-esr");
  if (executablePath === undefined) {
    return undefined;
  }
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  const page = await browser.newPage();
  await page.setViewport({ width: 1280, height: 800 });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("console", (message) => {
    if (message.type() === "error") {
      errors.push(message.text());
    }
  });
  return {
    open: async (url) => {
      await page.goto(url);
    },
    url: async () => page.url(),
    click: (selector) => page.locator(selector).click(),
    type: (selector, text) => page.locator(selector).fill(text),
    text: (selector) => page.$eval(selector, (element) => element.textContent ?? "").catch(() => ""),
    errors: () => errors,
    close: () => browser.close(),
  };
}

/** Starts WebKitGTK's MiniBrowser on a screen of its own; nothing where the machine lacks a part of it. */
export async function webkit(): Promise<OtherBrowser | undefined> {
  const [program, screen] = [find("WebKitWebDriver"), find("Xvfb")];
  if (program === undefined || screen === undefined) {
    return undefined;
  }
  const { display, xvfb } = await startScreen(screen);
  const port = await freePort();
  const driver = spawn(program, [`--port=${port}`], { env: { ...process.env, DISPLAY: display }, stdio: "ignore" });
  const close = (): void => [driver, xvfb].forEach((child) => child.kill());
  const server = `http://127.0.0.1:${port}`;
  try {
    await expect.poll(() => fetch(`${server}/status`).then(({ ok }) => ok, () => false)).toBe(true);
    const session = await new Builder()
      .usingServer(server)
      .withCapabilities(new Capabilities({ browserName: "MiniBrowser" }))
      .build();
    return webDriver(session, close);
  } catch (error) {
    close();
    throw error;
  }
}

function webDriver(session: WebDriver, closeDriver: () => void): OtherBrowser {
  const element = (selector: string) => session.findElement(By.css(selector));
  // A page that is still being laid out has its elements, but nowhere to click. Puppeteer waits by itself.
  const once = (selector: string, act: () => Promise<void>) => expect(act, selector).toPass({ timeout: 10_000 });
  return {
    open: (url) => session.get(url),
    url: () => session.getCurrentUrl(),
    click: (selector) => once(selector, () => element(selector).click()),
    type: (selector, text) =>
      once(selector, async () => {
        await element(selector).clear();
        await element(selector).sendKeys(text);
      }),
    text: (selector) => element(selector).getText().catch(() => ""),
    // The protocol hands no errors out.
    errors: () => [],
    close: async () => {
      await session.quit();
      closeDriver();
    },
  };
}

/** A screen that nobody sees. The server chooses its number and says it. */
async function startScreen(program: string): Promise<{ display: string; xvfb: ChildProcess }> {
  const xvfb = spawn(program, ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise<string>((resolve, reject) => {
    xvfb.stdio[3]?.once("data", (data: Buffer) => resolve(data.toString().trim()));
    xvfb.once("exit", (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  return { display: `:${number}`, xvfb };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
