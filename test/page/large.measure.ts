import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { initGraph } from "../../ingest/index.ts";
import { ingestAbilities } from "../../server/papers/ingest-options.ts";
import { dragAcross, framesDuring, inWords } from "./frames.ts";
import { writeHugeStudy } from "./huge-study.ts";
import { type Served, served } from "./served.ts";

const trials = 20_000;

let it: Served;
beforeAll(async () => {
  it = await served();
  await initGraph(it.tiny.graph, ingestAbilities);
});
afterAll(() => it.close());

/** Milliseconds from the navigation until the page has drawn what shows that it is there. */
async function drawnAfter(page: Page): Promise<number> {
  return await page.evaluate(
    () =>
      new Promise<number>((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())))),
  );
}

test(`a study of ${trials} trials`, async () => {
  await writeHugeStudy(it.tiny.graph, trials);
  const page = await it.visitor.open("/studies"); // the page's files are there then, as on a second visit
  const table = page.getByRole("table", { name: "Trials" });
  // The first time the server reads the graph, then it has the answer.
  for (const time of ["first", "second"]) {
    await page.goto(`${it.address}/studies/huge`);
    await table.getByRole("row").nth(5).waitFor();
    const told = `opened for the ${time} time: table ${(await drawnAfter(page)).toFixed(0)} ms`;
    await page.locator("canvas.brush").nth(1).waitFor();
    console.log(`${told}, charts ${(await drawnAfter(page)).toFixed(0)} ms from the navigation`);
  }
  expect(await table.getAttribute("aria-rowcount")).toBe(String(trials + 1));

  const [front, axes] = [page.locator("canvas.brush").first(), page.locator("canvas.brush").last()];
  await front.scrollIntoViewIfNeeded();
  const box = (await front.boundingBox())!;
  console.log(inWords("front, pointer over it", await framesDuring(page, () => hover(page, box))));
  console.log(inWords("front, brush", await framesDuring(page, () => dragAcross(page, box))));
  expect(new URL(page.url()).searchParams.has("box")).toBe(true);
  console.log(inWords("after the brush", await framesDuring(page, () => page.waitForTimeout(1500))));
  await page.getByRole("button", { name: "Clear" }).click();

  await axes.scrollIntoViewIfNeeded();
  const lines = (await axes.boundingBox())!;
  const axis = { ...lines, width: 1 };
  console.log(inWords("parallel axes, brush", await framesDuring(page, () => dragAcross(page, axis))));
  expect(new URL(page.url()).searchParams.has("axes")).toBe(true);
  console.log(inWords("after it", await framesDuring(page, () => page.waitForTimeout(1500))));

  await table.scrollIntoViewIfNeeded();
  await table.hover();
  const scroll = async () => {
    for (let step = 0; step < 60; step++) {
      await page.mouse.wheel(0, 400);
      await page.waitForTimeout(8);
    }
  };
  console.log(inWords("table, scrolled", await framesDuring(page, scroll)));
  const sort = () => table.getByRole("columnheader", { name: "PR" }).getByRole("button").click();
  console.log(inWords("table, sorted", await framesDuring(page, sort)));
  await page.context().close();
  expect(it.visitor.complaints).toEqual([]);
});

test("a graph of 5,000 nodes", async () => {
  const opened = ["LeGR", "HOS", "LFB", "LMA", "NS", "SFP"].map((id) => `Method:${id}`).join("|");
  const page = await it.visitor.open(`/explore?at=${encodeURIComponent(opened)}&strategies=true&all=true`);
  const picture = page.locator(".picture");
  await picture.locator("canvas").first().waitFor();
  await expect
    .poll(async () => (await picture.getAttribute("aria-label")) ?? "", { timeout: 120_000 })
    .toMatch(/^4\d{3} /);
  console.log((await picture.getAttribute("aria-label"))!.split(";")[0]);
  console.log(`drawn: ${(await drawnAfter(page)).toFixed(0)} ms from the navigation`);
  const box = (await picture.boundingBox())!;
  console.log(inWords("dragged while it finds its places", await framesDuring(page, () => dragAcross(page, box))));
  await page.waitForTimeout(30_000); // its layout has ended
  console.log(inWords("dragged", await framesDuring(page, () => dragAcross(page, box))));
  await page.context().close();
  expect(it.visitor.complaints).toEqual([]);
});

async function hover(page: Page, box: { x: number; y: number; width: number; height: number }): Promise<void> {
  for (let step = 0; step < 60; step++) {
    await page.mouse.move(box.x + (box.width * step) / 60, box.y + box.height / 2);
    await page.waitForTimeout(8);
  }
}
