import { readFile } from "node:fs/promises";
import * as tf from "@tensorflow/tfjs";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeHugeStudy } from "./huge-study.ts";
import { type Served, served } from "./served.ts";

let it: Served;
beforeAll(async () => {
  it = await served();
});
afterAll(() => it.close());

test("a study is begun by its form, watched to its end, brushed, and its best model is taken along and loads", async () => {
  const page = await it.visitor.open("/studies");
  await page.getByText("No study yet.").waitFor();
  await page.getByRole("link", { name: "New study" }).click();
  await page.locator("[name=model]").fill("tiny");
  await page.locator("[name=target]").fill("10");
  await page.locator("[name=trials]").fill("4");
  await page.getByText("More: name").click();
  await page.locator("[name=maxLength]").fill("1");
  await page.locator("[name=name]").fill("watched");
  await page.getByRole("button", { name: "Begin" }).click();
  await page.getByRole("heading", { name: "watched" }).waitFor();
  expect(new URL(page.url()).pathname).toBe("/studies/watched");

  // Without a click it comes to its end by itself.
  await page.locator(".study-head .badge.done").waitFor({ timeout: 240_000 });
  const rows = page.getByRole("table", { name: "Trials" }).getByRole("row");
  expect(await rows.count()).toBe(5);

  const cloud = page.getByRole("img", { name: /trials by parameters removed/ }).locator("canvas.brush");
  const { width, height } = (await cloud.boundingBox())!;
  await cloud.hover({ position: { x: 1, y: 1 } });
  await page.mouse.down();
  await cloud.hover({ position: { x: width - 2, y: height - 2 } });
  await page.mouse.up();
  await page.getByText("4 of 4.").waitFor();
  expect(new URL(page.url()).searchParams.has("box")).toBe(true);
  await page.getByRole("button", { name: "Clear" }).click();
  await page.getByLabel("PR from %").fill("99");
  await page.getByText("0 of 4.").waitFor();
  await page.getByRole("button", { name: "Clear" }).click();

  const axes = page.getByRole("img", { name: /each a line across/ }).locator("canvas.brush");
  await axes.scrollIntoViewIfNeeded();
  const lines = (await axes.boundingBox())!;
  await page.mouse.move(lines.x + 1, lines.y + 1);
  await page.mouse.down();
  await page.mouse.move(lines.x + 1, lines.y + lines.height - 1);
  await page.mouse.up();
  await page.getByText("4 of 4.").waitFor();
  expect(new URL(page.url()).searchParams.has("axes")).toBe(true);
  await page.locator(".ranges select").selectOption("pr");
  await page.locator(".ranges input").first().fill("0.99");
  await page.getByText("0 of 4.").waitFor();
  await page.getByRole("button", { name: "Clear" }).click();

  const verdict = page.getByRole("region", { name: "May it be shipped?" });
  await verdict.getByText(/^(ACCEPT|REGRESSION|INCONCLUSIVE)$/).waitFor();
  const [report] = await Promise.all([
    page.waitForEvent("download"),
    verdict.getByRole("button", { name: "Save the report" }).click(),
  ]);
  expect(await readFile(await report.path(), "utf8")).toMatch(/<h1>Study watched<\/h1>/);

  await page.getByRole("region", { name: "Which one to take?" }).getByRole("link").first().click();
  await page.getByRole("heading", { name: /^Trial \d/ }).waitFor();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download" }).click(),
  ]);
  const files = unzipSync(new Uint8Array(await readFile(await download.path())));
  const { modelTopology, weightsManifest } = JSON.parse(Buffer.from(files["model.json"]!).toString());
  const model = await tf.loadLayersModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest[0].weights,
      weightData: new Uint8Array(files["weights.bin"]!).buffer,
    }),
  );
  expect(model.outputs[0]!.shape).toEqual([null, 10]);
  expect(it.visitor.complaints).toEqual([]);
});

test("a study is compared, and deleted once that is confirmed", async () => {
  const page = await it.visitor.open("/studies/compare?of=watched");
  await page.getByRole("heading", { name: /^Compare/ }).waitFor();
  await page.getByRole("link", { name: "watched" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Keep it" }).click();
  expect(await dialog.isVisible()).toBe(false);
  await page.getByRole("button", { name: "Delete" }).click();
  await dialog.getByRole("button", { name: "Delete" }).click();
  await page.getByText("No study yet.").waitFor();
  expect(it.visitor.complaints).toEqual([]);
});

test("20,000 trials: the table draws what is in sight, a brush chooses among all, and nothing is refused", async () => {
  const trials = await writeHugeStudy(it.tiny.graph, 20_000);
  const page = await it.visitor.open("/studies/huge?box=0.1,0.5,-0.1,0");
  const chosen = trials.filter(({ pr, ar }) => pr >= 0.1 && pr <= 0.5 && ar >= -0.1 && ar <= 0);
  await page.getByText(`${chosen.length} of 20000.`).waitFor();
  const table = page.getByRole("table", { name: "Trials" });
  expect(await table.getAttribute("aria-rowcount")).toBe(String(chosen.length + 1));
  expect(await table.getByRole("row").count()).toBeLessThan(60);
  await page.getByText("trials more are not drawn").waitFor();
  expect(it.visitor.complaints).toEqual([]);
});

test("of a large study front and newest trials are there before the others, which change nothing of them", async () => {
  await writeHugeStudy(it.tiny.graph, 20_000, "late");
  const page = await it.visitor.open("/studies");
  let letGo = () => {};
  const gone = new Promise<void>((done) => {
    letGo = done;
  });
  await page.route("**/points", async (route) => {
    await gone;
    await route.continue();
  });
  await page.goto(`${it.address}/studies/late`);
  const table = page.getByRole("table", { name: "Trials" });
  await table.getByRole("row").nth(5).waitFor();
  const cells = () => table.getByRole("row").nth(1).innerText();
  const picked = page.getByRole("region", { name: "Which one to take?" });
  const early = [await cells(), await picked.innerText(), await table.getAttribute("aria-rowcount")];
  expect(early[2]).toBe("20001");
  await page.getByText("20,000 trials; all but the newest are on their way.").waitFor();
  // It can be used: a row is looked at and opened; an order waits for all.
  await table.focus();
  await page.keyboard.press("ArrowDown");
  expect(new URL(page.url()).searchParams.get("trial")).toBe("20000");
  await page.locator("canvas.brush").first().waitFor();
  letGo();
  await page.getByText("All; drag over the chart to choose.").waitFor();
  expect([await cells(), await picked.innerText(), await table.getAttribute("aria-rowcount")]).toEqual(early);
  await table.getByRole("columnheader", { name: "PR" }).getByRole("button").click();
  await expect.poll(cells).not.toBe(early[0]);
  expect(it.visitor.complaints).toEqual([]);
});
