import { afterAll, beforeAll, expect, test } from "vitest";
import { listStrategies, run, saveEmbedding } from "../../graph/index.ts";
import { vectorOf } from "../graph/vector.ts";
import { automc } from "../server/cli/command-line.ts";
import { taskId, writeSmallKnowledge } from "../server/http/small-knowledge.ts";
import { type Served, served } from "./served.ts";
import { expectNoSidewaysScroll, seriousFindings, shoot } from "./visitor.ts";

let it: Served;
beforeAll(async () => {
  it = await served();
  const { graph, environment } = it.tiny;
  await automc(
    [
      "search",
      "run",
      "tiny",
      "--name",
      "looked-at",
      "--trials",
      "4",
      "--target",
      "0.1",
      "--max-length",
      "2",
      "--algorithm",
      "random",
    ],
    environment,
  );
  await writeSmallKnowledge(graph);
  const strategies = await run(graph, listStrategies, {});
  const vectors = strategies.map(
    ({ id }, at) => [`Strategy:${id}` as const, vectorOf(Math.cos(at), Math.sin(at))] as const,
  );
  await saveEmbedding(graph, { id: "looked-at", dim: 32, seed: 1, metrics: { mrr: 0.5 } }, new Map(vectors as never));
});
afterAll(() => it.close());

/** Every page, and what is on it once it is there. */
const pages: [path: string, there: string][] = [
  ["/studies", "looked-at"],
  ["/studies/new", "How many schemes"],
  ["/studies/looked-at", "Tree of schemes"],
  ["/studies/looked-at/trials/1", "Step by step"],
  ["/studies/compare?of=looked-at", "What they reached"],
  ["/studies/none", "There is no study"],
  ["/knowledge", "Network slimming"],
  ["/knowledge?q=slimming", "Network slimming"],
  ["/knowledge/methods/NS", "Published results"],
  [`/knowledge/papers/${encodeURIComponent("arXiv:1708.06519")}`, "Results, each at its place"],
  [`/knowledge/tasks/${encodeURIComponent(taskId)}`, "Leaderboard"],
  [`/explore?at=${encodeURIComponent("Method:NS")}`, "relationships in the picture"],
  ["/cypher", "Questions with a name"],
  ["/embeddings", "Map of the strategies"],
  ["/ingest", "What was ingested"],
  ["/models", "Take a model in"],
  ["/models/tiny", "Width of each layer"],
  ["/datasets", "Add images of your own"],
  ["/jobs", "Nothing was asked for"],
];

test.each(pages)("%s at both widths, light and dark", async (path, there) => {
  const page = await it.visitor.open(path);
  await page.getByText(there).first().waitFor();
  await page.waitForLoadState("networkidle");
  for (const [width, colorScheme] of [
    [1280, "light"],
    [1280, "dark"],
    [390, "dark"],
    [390, "light"],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.waitForTimeout(400); // charts are drawn anew
    await shoot(page, `${path} ${width} ${colorScheme}`);
    await expectNoSidewaysScroll(page);
    if (colorScheme === "dark") continue; // its colours are seen below, on each page once
    expect(await seriousFindings(page), `${path} ${width}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await seriousFindings(page), `${path}, dark`).toEqual([]);
  await page.context().close();
  expect(it.visitor.complaints).toEqual([]);
});

test("every page is reached and used by the keyboard alone", async () => {
  const page = await it.visitor.open("/studies");
  await page.getByText("looked-at").first().waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter"); // past the navigation
  await page.goto(`${it.address}/studies/looked-at`);
  const table = page.getByRole("table", { name: "Trials" });
  await table.focus();
  await page.keyboard.press("ArrowDown");
  await expect.poll(() => new URL(page.url()).searchParams.get("trial")).not.toBeNull();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /^Trial \d/ }).waitFor();
});
