import { appendFile, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readStepRecords } from "../../../server/bench/step-record.ts";
import { automc, automcJson } from "../cli/command-line.ts";
import { tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 180_000 });

let environment: NodeJS.ProcessEnv;
let file: string;
let close: () => Promise<void>;
beforeAll(async () => {
  const studies = await tinyStudies();
  ({ environment, close } = studies);
  file = join(studies.home, "rows", "steps.jsonl");
});
afterAll(() => close());

interface Budget {
  hypervolume: { mean: number };
  p: number;
}
interface Played {
  tasks: { task: string; bySteps: { name: string; at: Budget[] }[]; bySeconds: { name: string; at: Budget[] }[] }[];
  ranks: [{ ranks: Record<string, number> }];
}
interface Collected {
  added: number;
  rows: number;
  cells: { name: string; at: { steps: number; hypervolume: { mean: number } }[] }[];
}
const collect = (...searches: string[]) => [
  ...["bench", "collect", "tiny", "--searches", searches.join(), "--steps", "3", "--target", "0.1", "--to", file],
];

test("each trained step becomes a row once; run again, nothing is trained and the figures are the same", async () => {
  const first = await automcJson<Collected>(collect("random-extension", "grid"), environment);
  const rows = await readStepRecords(file);
  expect(first).toMatchObject({ added: rows.length, rows: rows.length });
  expect(rows.length).toBeGreaterThanOrEqual(3);
  expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  for (const { method, scheme, stages, before, after, original, latency } of rows) {
    expect(method).toBe("CUT");
    expect(latency).toEqual({ ms: expect.any(Number), originalMs: expect.any(Number) });
    expect(stages.map(({ operator }) => operator)).toEqual(["prune", "fineTune"]);
    expect(stages.at(-1)).toMatchObject(after);
    expect(after.parameters).toBeLessThan(before.parameters);
    const parent = rows.find((row) => row.scheme.join() === scheme.slice(0, -1).join());
    expect(before).toEqual(scheme.length === 1 ? original : parent!.after);
  }
  expect(first.cells.map(({ name, at }) => [name, at.map(({ steps }) => steps)])).toEqual([
    ["random-extension", [3]],
    ["grid", [3]],
  ]);
  for (const { at } of first.cells) expect(at[0]!.hypervolume.mean).toBeGreaterThan(0);

  const text = await readFile(file, "utf8");
  const again = await automcJson<Collected>(collect("random-extension", "grid"), environment);
  expect(again).toMatchObject({ added: 0, rows: rows.length });
  expect(await readFile(file, "utf8")).toBe(text);
  const areas = ({ cells }: Collected) => cells.map(({ at }) => at.map(({ hypervolume }) => hypervolume));
  expect(areas(again)).toEqual(areas(first));
});

test("collected rows become a folder of CompressBench, on which searches play; run again, it is the same", async () => {
  const folder = join(dirname(file), "compressbench");
  const rows = await readStepRecords(file);
  const table = ["bench", "table", file, "--to", folder];
  expect(await automcJson(table, environment)).toMatchObject({ rows: rows.length, added: rows.length });
  const [parquet, onnx] = await Promise.all(
    ["steps.parquet", "surrogate.onnx"].map((name) => readFile(join(folder, name))),
  );
  expect(await automcJson(table, environment)).toMatchObject({ rows: rows.length, added: 0 });
  expect(await readFile(join(folder, "steps.parquet"))).toEqual(parquet);
  expect(await readFile(join(folder, "surrogate.onnx"))).toEqual(onnx);

  const play = ["bench", "search", "--table", folder, "--searches", "progressive,random-extension", "--seeds", "1,2"];
  const steps = ["--steps", "4", "--target", "0.1"];
  const said = await automcJson<Played>([...play, ...steps], environment);
  expect(said.tasks.map(({ task }) => task)).toEqual([rows[0]!.task]);
  expect(said.tasks[0]!.bySteps.map(({ name }) => name)).toEqual(["progressive", "random-extension"]);
  for (const { at } of [...said.tasks[0]!.bySteps, ...said.tasks[0]!.bySeconds]) {
    expect(at[0]!.hypervolume.mean).toBeGreaterThan(0);
    expect(at[0]!.p).toBeGreaterThan(0);
  }
  const [{ ranks }] = said.ranks;
  expect(ranks.progressive! + ranks["random-extension"]!).toBeCloseTo(3, 9);
  for (const wrong of [
    ["--variants", "3"],
    ["--without", "sources"],
  ]) {
    const { code, stderr } = await automc([...play, ...wrong], environment);
    expect(code).toBe(2);
    expect(stderr).toMatch(new RegExp(`^automc: ${wrong[0]}.* is for landscapes, and does not go with --table`));
  }
  const again = await automcJson<Played>([...play, ...steps], environment);
  expect(again.tasks[0]!.bySteps).toEqual(said.tasks[0]!.bySteps);
});

test("pairs in both orders are collected, and what their order changes is told", async () => {
  const pairs = join(dirname(file), "pairs.jsonl");
  const folder = join(dirname(file), "orders");
  const none = await automc(["bench", "order", join(dirname(file), "compressbench")], environment);
  expect(none.code).toBe(2);
  expect(none.stderr).toMatch(/has no two schemes that differ in their order alone/);
  const { code, stderr } = await automc(
    ["bench", "collect", "tiny", "--searches", "grid", "--both-orders", "--steps", "2", "--to", pairs],
    environment,
  );
  expect(`${code} ${stderr}`).toMatch(/^0 /);
  expect((await automc(["bench", "table", pairs, "--to", folder], environment)).code).toBe(0);
});

test("a file with a line that is no step is refused with its number, and stays as it is", async () => {
  await appendFile(file, '{"key":"x"}\n');
  const text = await readFile(file, "utf8");
  const { code, stderr } = await automc(collect("grid"), environment);
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`^automc: .*, line ${text.split("\n").length - 1}: no step: `));
  expect(await readFile(file, "utf8")).toBe(text);
});
