import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Graph, type RecordedStudy, type RecordedTrial, runOne, showStudy } from "../../../graph/index.ts";
import { automc, automcJson, startAutomc } from "../cli/command-line.ts";
import { tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 400_000 });

let graph: Graph;
let environment: NodeJS.ProcessEnv;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ graph, environment, close } = await tinyStudies());
});
afterAll(() => close());

type Shown = RecordedStudy & { trials: RecordedTrial[] };
const show = (name: string) => automcJson<Shown>(["search", "show", name], environment);
const search = (name: string, seed: number, ...others: string[]) => {
  const options = ["--target", "0.1", "--max-length", "2", "--trials", "3", "--seed", String(seed)];
  return ["search", "run", "tiny", ...options, "--name", name, ...others];
};
const schemes = ({ trials }: Shown) => trials.map(({ scheme }) => scheme);

test("a study learns from those before it and says so, and a kill changes nothing of that", async () => {
  await automcJson(search("first", 1), environment);
  await automcJson(search("second", 2, "--algorithm", "random-extension"), environment);
  const first = await show("first");
  expect(first).toMatchObject({ earlier: [], earlierWeights: null });
  expect(await show("second")).toMatchObject({ earlier: null, earlierWeights: null }); // it has no use for them

  const killed = startAutomc(search("third", 3), environment);
  await killed.until("stderr", /^ +2 {2}CUT/m);
  killed.child.kill("SIGKILL");
  await killed.ended;
  await automcJson(search("meanwhile", 9, "--without", "studies"), environment);
  expect((await automc(["search", "resume", "third"], environment)).code).toBe(0);

  const third = await show("third");
  expect(third.earlier).toEqual([
    { name: "first", trials: 3 },
    { name: "second", trials: 3 },
  ]);
  // Both are of the same task, and three own steps are not ranked yet.
  expect(third.earlierWeights).toEqual({ first: 0.15, second: 0.15 });
  const { stdout } = await automc(["search", "show", "third"], environment);
  expect(stdout).toContain('"first" (3 trials, weight 0.15), "second" (3 trials, weight 0.15)');
});

test("a repeat has the studies of the first of its kind, and so its schemes", async () => {
  const third = await show("third");
  await automcJson(search("repeat", 3), environment);
  const repeat = await show("repeat");
  expect(repeat.earlier).toEqual(third.earlier);
  expect(schemes(repeat)).toEqual(schemes(third));

  expect(await show("meanwhile")).toMatchObject({ earlier: null, config: { without: ["studies"] } });
  await automcJson(search("fourth", 4), environment);
  const names = (await show("fourth")).earlier!.map(({ name }) => name);
  expect(names).toEqual(["first", "meanwhile", "repeat", "second", "third"]);
});

test("what an earlier version of the engine measured teaches nothing, and what is gone is missed", async () => {
  await graph.driver.executeQuery(
    `MATCH (trial:Trial)-[:IN_STUDY]->(study:Study) WHERE study.name <> "first"
     SET trial.engineVersion = trial.engineVersion - 1`,
  );
  await automcJson(search("fifth", 5), environment);
  expect((await show("fifth")).earlier).toEqual([{ name: "first", trials: 3 }]);

  await graph.driver.executeQuery(`MATCH (trial:Trial {key: "first#3"}) DETACH DELETE trial`);
  const { code, stderr } = await automc(["search", "resume", "fifth"], environment);
  expect(code).not.toBe(0);
  expect(stderr).toContain(
    'it learned from 3 trials of study "first", which are not in the graph any more; begin a new study.',
  );
  expect((await runOne(graph, showStudy, { name: "fifth" })).state).toBe("failed");
});
