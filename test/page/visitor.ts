import { mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { expect } from "vitest";
import { chromiumPath } from "./has-chromium.ts";

/** A browser, and what its pages did that they must not. */
export interface Visitor {
  /** Opens an address of the page in a window of its own. */
  open(path: string): Promise<Page>;
  /** Refused by the policy, asked of elsewhere, or thrown; empty where all is well. */
  complaints: string[];
  close(): Promise<void>;
}

const shots = process.env.PAGE_SHOTS ?? mkdtempSync(join(tmpdir(), "automc-page-"));

/** Starts Chromium for the page at this address. */
export async function visitor(address: string): Promise<Visitor> {
  // 2D canvases stay off the software GPU, where a brush would take seconds a step.
  const args = ["--no-sandbox", "--disable-accelerated-2d-canvas"];
  const browser: Browser = await chromium.launch({ executablePath: chromiumPath, args });
  const complaints: string[] = [];
  return {
    complaints,
    async open(path) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
      const page = await context.newPage();
      const complain = (what: string) => void complaints.push(`${path}: ${what}`);
      await page.exposeFunction("complain", complain);
      await page.addInitScript(() => {
        document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sourceFile }) =>
          (globalThis as unknown as { complain(what: string): void }).complain(
            `refused ${effectiveDirective} ${blockedURI} by ${sourceFile}`,
          ),
        );
      });
      page.on("pageerror", ({ message }) => complain(`threw ${message}`));
      page.on("request", (request) => {
        const { protocol, origin } = new URL(request.url());
        if (protocol.startsWith("http") && origin !== address) complain(`asked ${request.url()}`);
      });
      await page.goto(address + path);
      return page;
    },
    close: () => browser.close(),
  };
}

/** Whatever axe finds serious or worse on a page, in words. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(async () => {
    const { axe } = globalThis as unknown as { axe: typeof import("axe-core") };
    return await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"] });
  });
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target).join(", ")}`);
}

/** A picture of the whole page, for whoever looks: in PAGE_SHOTS, or in a temporary folder. */
export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(shots, { recursive: true });
  await page.screenshot({ path: join(shots, `${name.replace(/[^a-z0-9]+/gi, "-")}.png`), fullPage: true });
}

/** No part of the page is wider than the window. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}
