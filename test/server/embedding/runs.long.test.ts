import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { currentEmbeddingRun, type LinkFact, run, strategyVectors, writeFacts } from "../../../graph/index.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { automc, automcJson, environmentOf } from "../cli/command-line.ts";
import { temporaryHome } from "../temporary-home.ts";

vi.setConfig({ testTimeout: 120_000 });

let driver: Driver;
let home: string;
let folder: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  driver = await testGraph();
  home = await temporaryHome();
  folder = await mkdtemp(join(tmpdir(), "automc-test-embed-"));
  environment = environmentOf(home, await testServer());
});
afterAll(async () => {
  await driver.close();
  for (const path of [home, folder]) await rm(path, { recursive: true, force: true });
});

/** A method of 25 strategies over hyperparameters of its own, one of which every card shares. */
async function takeIn(id: string): Promise<void> {
  const file = join(folder, `${id}.yaml`);
  await writeFile(
    file,
    [
      `id: ${id}`,
      `name: Method ${id}`,
      `paper: { id: "https://example.org/${id}", title: About ${id}, year: 2020, authors: [Somebody] }`,
      `techniques: [{ id: TX1, name: Rounds }]`,
      "hyperparameters:",
      "  - { id: HX1, name: rounds, unit: epochs, values: [1, 2, 3, 4, 5] }",
      `  - { id: H-${id}, name: width of ${id}, unit: channels, values: [1, 2, 3, 4, 5] }`,
      "steps:",
      `  - imagined: { rounds: $HX1, width: $H-${id} }`,
    ].join("\n"),
  );
  const { code, stderr } = await automc(["ingest", file, "--json"], environment);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
}

const vectorsNow = async () =>
  new Map((await run({ driver }, strategyVectors, {})).map(({ id, vector }) => [id, vector]));
const currentId = async () => (await run({ driver }, currentEmbeddingRun, {}))[0]?.id;
const list = () =>
  automcJson<{ id: string; current: boolean; stale: boolean; kept: boolean }[]>(["embed", "ls"], environment);

test("runs are listed, kept up with the graph, and gone back to", async () => {
  expect(await list()).toEqual([]);
  await takeIn("AX");
  await takeIn("BX");
  const first = await automcJson<{ id: string }>(["embed", "train", "--epochs", "15"], environment);
  const old = await vectorsNow();
  expect(old.size).toBe(50);
  expect(await list()).toMatchObject([{ id: first.id, current: true, stale: false, kept: true }]);

  const same = await automcJson<{ how: string }>(["embed", "train", "--incremental"], environment);
  expect(same).toMatchObject({ id: first.id, how: "current" });

  await takeIn("CX"); // 25 strategies beside 50 are too many to place
  expect(await list()).toMatchObject([{ current: true, stale: true }]);
  const anew = await automcJson<{ id: string; how: string; reasons: string[] }>(
    ["embed", "train", "--incremental"],
    environment,
  );
  expect(anew).toMatchObject({ how: "anew", reasons: [expect.stringMatching(/entities are new beside/)] });

  const many = ["DX", "EX", "FX"];
  for (const id of many) await takeIn(id);
  const whole = await automcJson<{ id: string }>(["embed", "train", "--epochs", "15"], environment);
  const before = await vectorsNow();
  await takeIn("GX");
  const placed = await automcJson<{ id: string; how: string; metrics: { extends: string; newEntities: number } }>(
    ["embed", "train", "--incremental"],
    environment,
  );
  expect(placed).toMatchObject({ how: "extended", metrics: { extends: whole.id, newEntities: 32 } });
  const after = await vectorsNow();
  expect(after.size).toBe(before.size + 25);
  for (const [id, vector] of before) expect(after.get(id)).toEqual(vector);

  const back = await automc(["embed", "use", first.id], environment);
  expect(back).toMatchObject({ code: 0, stdout: expect.stringMatching(/now the current one. The graph has changed/) });
  expect(await currentId()).toBe(first.id);
  expect(await vectorsNow()).toEqual(old);
  await automcJson(["embed", "use", placed.id], environment);
  expect(await vectorsNow()).toEqual(after);
});

test("neighbours come with what they have in common", async () => {
  type Found = {
    id: string;
    similarity: number;
    sameMethod: boolean;
    sharedSettings: string[];
    knowledgeOnly: string;
  }[];
  const own = "AX(HX1=3,H-AX=2)";
  const found = await automcJson<Found>(["embed", "nearest", own, "--limit", "30"], environment);
  expect(found).toHaveLength(30);
  expect(found.map(({ similarity }) => similarity)).toEqual(found.map((each) => each.similarity).sort((a, b) => b - a));
  for (const { id, sameMethod, sharedSettings, knowledgeOnly } of found) {
    expect(sameMethod).toBe(id.startsWith("AX("));
    expect(sharedSettings.includes("HX1=3")).toBe(id.includes("HX1=3"));
    expect(knowledgeOnly).toMatch(/imagined/);
  }
  const shown = await automc(["embed", "nearest", own, "--limit", "3"], environment);
  expect(shown.stdout).toMatch(/^0\.\d{4} {2}[A-Z]X\(.*knowledge only: .*imagined/m);
  expect(shown.stdout).toMatch(/in common/);
});

test("a published result is told of neighbours that ask for its share, and one at a share that nobody asks for of none", async () => {
  const file = join(folder, "share.yaml");
  await writeFile(
    file,
    [
      "id: SX",
      "name: Method SX",
      `paper: { id: "https://example.org/SX", title: About SX, year: 2020, authors: [Somebody] }`,
      "techniques: [{ id: TX1, name: Rounds }]",
      "hyperparameters:",
      "  - { id: HS, name: share to remove, unit: x P(M), values: [0.1, 0.2, 0.4] }",
      "  - { id: HT, name: turns, unit: turns, values: [1, 2, 3] }",
      "steps:",
      "  - imagined: { remove: $HS, turns: $HT }",
    ].join("\n"),
  );
  await automcJson(["ingest", file], environment);
  const results = { reached: 0.21, beyond: 0.7 };
  const task = {
    categories: 10,
    imageSize: 32,
    channels: 3,
    dataAmount: 60_000,
    parameters: 1e6,
    flops: 1e8,
    accuracy: 0.9,
  };
  await writeFacts(
    { driver },
    {
      nodes: [
        { label: "Task", id: "t", properties: task },
        ...Object.entries(results).map(([id, pr]) => ({ label: "Result", id, properties: { ar: -0.01, pr } }) as const),
      ],
      links: Object.keys(results).flatMap((id) => {
        const from = { label: "Result", id } as const;
        return [
          { type: "OF_METHOD", from, to: { label: "Method", id: "SX" } },
          { type: "ON_TASK", from, to: { label: "Task", id: "t" } },
          {
            type: "REPORTED_IN",
            from,
            to: { label: "Paper", id: "https://example.org/SX" },
            properties: { locator: id },
          },
        ] satisfies LinkFact[];
      }),
    },
  );
  const { metrics } = await automcJson<{ metrics: object }>(["embed", "train", "--epochs", "2"], environment);
  expect(metrics).toMatchObject({ experienceRows: 2 });
  const found = await automcJson<{ id: string; published: { pr: number }[] }[]>(
    ["embed", "nearest", "SX(HS=0.2,HT=1)", "--limit", "200"],
    environment,
  );
  const own = found.filter(({ id }) => id.startsWith("SX("));
  expect(own).toHaveLength(8);
  for (const { id, published } of found)
    expect(published.map(({ pr }) => pr)).toEqual(id.startsWith("SX(HS=0.2,") ? [0.21] : []);
});

test("an ablation leaves experience out, and says so", async () => {
  const { code, stdout } = await automc(["embed", "train", "--epochs", "2", "--ablate", "experience"], environment);
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/NN_exp learned from nothing/) });
  const kept = await automcJson<{ how: string; reasons: string[] }>(["embed", "train", "--incremental"], environment);
  expect(kept).toMatchObject({ how: "anew", reasons: ["the current run was learned without experience"] });
});

test("the map is a picture of every strategy, or a page that names them", async () => {
  const [svg, html] = ["svg", "html"].map((kind) => join(folder, `map.${kind}`)) as [string, string];
  const { points } = await automcJson<{ points: { id: string }[] }>(["embed", "map", "--out", svg], environment);
  expect(points).toHaveLength((await vectorsNow()).size);
  const picture = await readFile(svg, "utf8");
  for (const { id } of points) expect(picture).toContain(`aria-label="${id}"`);
  await automcJson(["embed", "map", "--out", html], environment);
  const page = await readFile(html, "utf8");
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).toContain(picture.slice(picture.indexOf("<svg"), picture.indexOf("<svg") + 400));
});

test("what can't be done is refused in one sentence", async () => {
  for (const [args, sentence, code] of [
    [["use", "nothing"], /no embedding run "nothing"; there are /, 2],
    [["nearest", "AX(HX1=99)"], /no strategy "AX\(HX1=99\)"/, 2],
    [["map", "--out", join(folder, "map.png")], /a map is a \.svg or a \.html file/, 2],
    [["train", "--incremental", "--epochs", "3"], /--epochs .*does not go with --incremental/, 2],
    [["train", "--incremental", "--ablate", "graph"], /--ablate .*does not go with --incremental/, 2],
    [["validate"], /nothing to hold out/, 2],
  ] as const) {
    const ended = await automc(["embed", ...args], environment);
    expect({ code: ended.code, stdout: ended.stdout }, args.join(" ")).toEqual({ code, stdout: "" });
    expect(ended.stderr.trim().split("\n").at(-1)).toMatch(sentence);
  }
});
