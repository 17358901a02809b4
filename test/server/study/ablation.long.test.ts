import { afterAll, beforeAll, expect, test, vi } from "vitest";
import {
  currentEmbeddingRun,
  type Graph,
  listEmbeddingRuns,
  type RecordedTrial,
  run,
  runOne,
  showStudy,
} from "../../../graph/index.ts";
import { automc, automcJson } from "../cli/command-line.ts";
import { tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 180_000 });

let graph: Graph;
let environment: NodeJS.ProcessEnv;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ graph, environment, close } = await tinyStudies());
});
afterAll(() => close());

const search = (...more: string[]) => [
  ...["search", "run", "tiny", "--trials", "2", "--target", "0.1", "--max-length", "1", "--seed", "5"],
  ...more,
];
const pinned = async (name: string) => (await runOne(graph, showStudy, { name })).embeddingRun!;
const runs = async () => new Map((await run(graph, listEmbeddingRuns, {})).map((each) => [each.id, each]));

test("a study without the graph, or experience, has vectors of its own beside the current ones, learned once", async () => {
  expect((await automc(search("--name", "whole"), environment)).code).toBe(0);
  const [current] = await run(graph, currentEmbeddingRun, {});
  expect(await pinned("whole")).toBe(current!.id);

  for (const part of ["graph", "experience"]) {
    const { code, stdout, stderr } = await automc(search("--without", part), environment);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining(`vectors without ${part}`) });
    expect(stdout).toContain(`progressive search without ${part} on`);
    const name = `tiny-progressive-without-${part}-5`;
    const own = await pinned(name);
    expect((await runs()).get(own)!.metrics).toMatchObject({ settings: { ablate: part } });
    expect((await run(graph, currentEmbeddingRun, {}))[0]!.id).toBe(current!.id);
    expect((await automc(["search", "show", name], environment)).stdout).toContain(`search without ${part} on`);

    const count = (await runs()).size;
    const again = await automc(search("--without", part, "--name", `again-${part}`), environment);
    expect(again.stderr).not.toContain("Learning vectors");
    expect(await pinned(`again-${part}`)).toBe(own);
    expect((await runs()).size).toBe(count);
    const trials = async (of: string) =>
      (await automcJson<{ trials: RecordedTrial[] }>(["search", "show", of], environment)).trials.map(
        ({ scheme, artifact }) => [scheme, artifact],
      );
    expect(await trials(`again-${part}`)).toEqual(await trials(name));
  }
});

test("the current vectors are taken where they leave out just that, and not where they leave out something else", async () => {
  const ablated = await pinned("tiny-progressive-without-graph-5");
  const whole = await pinned("whole");
  expect((await automc(["embed", "use", ablated], environment)).code).toBe(0);
  for (const [name, part, expected] of [
    ["as-current", ["--without", "graph"], ablated],
    ["of-all", [], whole], // by its seed it is the run of before
  ] as const) {
    const { code, stderr } = await automc(search("--name", name, ...part), environment);
    expect({ code, learns: stderr.includes("Learning vectors") }).toEqual({ code: 0, learns: false });
    expect(await pinned(name)).toBe(expected);
  }
  expect((await run(graph, currentEmbeddingRun, {}))[0]!.id).toBe(ablated);
  expect((await automc(["embed", "use", whole], environment)).code).toBe(0);
});

test("without progression whole schemes are searched; the study goes on as it is, and not as another", async () => {
  const args = search("--name", "at-once", "--without", "progression", "--without", "sources=CUT");
  expect((await automc(args, environment)).code).toBe(0);
  const { trials, config } = await automcJson<{ trials: RecordedTrial[]; config: object }>(
    ["search", "show", "at-once"],
    environment,
  );
  expect(config).toMatchObject({ algorithm: "progressive", without: ["progression", "sources=CUT"] });
  expect(trials.every(({ predictedPrStep }) => predictedPrStep === null)).toBe(true); // it has no model of steps
  expect((await automc(["search", "resume", "at-once"], environment)).code).toBe(0);
  expect((await automc([...args, "--resume"], environment)).code).toBe(0);
  const other = await automc(search("--name", "at-once", "--resume"), environment);
  expect(other).toMatchObject({ code: 2, stderr: expect.stringContaining("has without progression sources=CUT, not") });
});

test("what a study can't go without is refused in one sentence, and an unknown method as elsewhere", async () => {
  for (const [args, says] of [
    [
      ["--without", "graphs"],
      /^automc: The study request is wrong at without\.0: a study can't go without "graphs", .*\.\n$/,
    ],
    [["--without", "graph", "--without", "experience"], /^automc: The study request is wrong at without: .*both\.\n$/],
    [["--without", "sources=XYZ"], /^automc: There is no method "XYZ" in the graph; those that run are CUT\.\n$/],
  ] as const) {
    const { code, stdout, stderr } = await automc(search(...args), environment);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(says);
  }
});
