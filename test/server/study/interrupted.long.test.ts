import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Graph, type RecordedStudy, type RecordedTrial, runOne, showStudy } from "../../../graph/index.ts";
import { automc, automcJson, startAutomc } from "../cli/command-line.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 180_000 });

// Two homes: the uninterrupted study measures everything itself.
let studies: TinyStudies[];
let graph: Graph;
let environments: NodeJS.ProcessEnv[];
beforeAll(async () => {
  studies = [await tinyStudies(), await tinyStudies()];
  ({ graph } = studies[0]!);
  environments = studies.map(({ environment }) => environment);
});
afterAll(async () => {
  for (const each of studies) await each.close();
});

const options = ["tiny", "--trials", "4", "--target", "0.1", "--max-length", "2", "--seed", "5"];
const searchAs = (name: string) => ["search", "run", ...options, "--name", name];

test("the front is run again with other seeds; a kill meanwhile loses one step, and a second study of the kind none", async () => {
  const confirm = (name: string) => [...searchAs(name), "--confirm", "1"];
  const killed = startAutomc(confirm("confirmed"), environments[0]!);
  await killed.until("stderr", "Running the front again");
  const folder = join(studies[0]!.home, "artifacts", "evaluations");
  const remembered = async () => new Set(await readdir(folder));
  const before = await remembered(); // every trial is recalled
  await vi.waitUntil(async () => (await remembered()).size > before.size + 1, { timeout: 60_000, interval: 20 });
  killed.child.kill("SIGKILL");
  await killed.ended;
  const kept = [...(await remembered())].filter((file) => file.endsWith(".json"));
  const times = async () => Promise.all(kept.map(async (file) => (await stat(join(folder, file))).mtimeMs));
  const written = await times();
  expect((await runOne(graph, showStudy, { name: "confirmed" })).confirmed).toEqual([]); // all of it, or none

  const whole = await automcJson<{ front: RecordedTrial[] }>(confirm("sure"), environments[1]!);
  expect((await automc(["search", "resume", "confirmed"], environments[0]!)).code).toBe(0);
  expect(await times()).toEqual(written);
  type Shown = RecordedStudy & { trials: RecordedTrial[] };
  const { confirmed, state, trials } = await automcJson<Shown>(["search", "show", "confirmed"], environments[0]!);
  expect(state).toBe("done");
  const front = await automcJson<RecordedTrial[]>(["search", "best", "confirmed"], environments[0]!);
  const ofFront = front.map(({ number, scheme, confirmation }) => ({ number, scheme, confirmation }));
  expect(ofFront).toEqual(whole.front.map(({ number, scheme, confirmation }) => ({ number, scheme, confirmation })));
  expect(confirmed).toEqual(ofFront.toSorted((a, b) => a.number - b.number));
  for (const { number, confirmation } of trials) {
    if (!front.some((trial) => trial.number === number)) expect(confirmation).toBe(null);
    else expect(confirmation!.runs).toHaveLength(1);
  }
  for (const { artifact, confirmation, pr, ar } of front) {
    const { runs } = confirmation!;
    expect(new Set([artifact, ...runs.map((run) => run.artifact)]).size).toBe(2); // another seed, another model
    expect(confirmation!.pr.mean).toBeCloseTo((pr! + runs[0]!.pr) / 2, 9);
    expect(confirmation!.ar.mean).toBeCloseTo((ar! + runs[0]!.ar) / 2, 9);
  }
  expect(front.some(({ confirmation }) => confirmation!.survives)).toBe(true);

  const once = await remembered();
  const { stdout } = await automc(confirm("again"), environments[0]!);
  expect(stdout).toMatch(/mean AR .*survives/);
  expect(stdout).toMatch(/ ± \d+\.\d % .* (yes|no) /);
  expect(await remembered()).toEqual(once);
});

test("Ctrl-C ends a study in order, and it goes on", async () => {
  const cut = startAutomc(["search", "run", ...options.slice(0, -1), "6", "--name", "interrupted"], environments[0]!);
  await cut.until("stderr", /^ +1 {2}CUT/m);
  cut.child.kill("SIGINT");
  const { code, stderr } = await cut.ended;
  expect(code).toBe(130);
  expect(stderr).toMatch(/automc: Interrupted; what was measured is kept/);
  const { state, trials } = await runOne(graph, showStudy, { name: "interrupted" });
  expect([state, trials < 4]).toEqual(["stopped", true]);
  expect((await automc(["search", "resume", "interrupted"], environments[0]!)).code).toBe(0);
  expect(await runOne(graph, showStudy, { name: "interrupted" })).toMatchObject({ state: "done", trials: 4 });
});
