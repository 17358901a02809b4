import { writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { chromiumPath } from "./has-chromium.ts";

/**
 * A picture of a page of a running server, as README has one:
 *
 *     npx tsx test/page/take-picture.ts http://127.0.0.1:8080/studies/quickstart server/web/study.png
 */
const [address = "", file = ""] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 1000 }, colorScheme: "light" });
  await page.goto(address, { waitUntil: "networkidle" });
  await page.waitForTimeout(1000); // charts are drawn
  await writeFile(file, await page.screenshot());
} finally {
  await browser.close();
}
