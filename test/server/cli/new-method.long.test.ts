import { readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { operators } from "../../../compress/index.ts";
import { ingest } from "../../../ingest/index.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { temporaryHome } from "../temporary-home.ts";
import { tinyModel } from "../tiny.ts";
import { automc, automcJson, environmentOf } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

const shipped = (file: string) => fileURLToPath(new URL(`../../../ingest/${file}`, import.meta.url));

/**
 * HP2 as Table 1 has it, for which the shipped cards of SFP and FPGM ask; LMA's, which defines it,
 * has 1,200 strategies.
 */
const hp2 = `id: CUT
paper: { id: "doi:10.1000/cut", title: Cut, year: 2020 }
techniques: [{ id: TE90, name: Pruning for tests }]
hyperparameters:
  - { id: HP2, name: decrease ratio of parameter, unit: x P(M), values: [0.04, 0.12, 0.2, 0.36, 0.4] }
steps:
  - prune: { score: l1, remove: $HP2 }
`;
const example = shipped("examples/fpgm.yaml");

let driver: Driver;
let home: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  driver = await testGraph();
  const graph = { driver };
  const files = await Promise.all(
    ["methods/sfp.yaml", "knowledge/fpgm.yaml"].map(async (file) => ({
      file,
      text: await readFile(shipped(file), "utf8"),
    })),
  );
  await ingest(graph, [{ file: "cut.yaml", text: hp2 }, ...files], { operators: Object.keys(operators) });
  home = await temporaryHome();
  environment = environmentOf(home, await testServer());
  await tinyModel(home);
});
afterAll(async () => {
  await driver.close();
  await rm(home, { recursive: true, force: true });
});

const fpgm = ["search", "run", "tiny", "--methods", "FPGM", "--trials", "2", "--max-length", "1", "--target", "0.1"];

test("a method known from papers is refused by a search, with the reason", async () => {
  const { code, stderr } = await automc(fpgm, environment);
  expect(stderr).toMatch(
    /No strategy of the method FPGM can run here: it is knowledge only, its card has no steps; those that run are CUT, SFP\./,
  );
  expect(code).toBe(2);
});

test("its card with steps makes it run: ingest, embed, a search proposes it, compress runs it, the graph remembers", async () => {
  type Taken = { added: Record<string, number>; methods: { id: string; strategies: number; knowledgeOnly: null }[] };
  const dry = await automcJson<Taken>(["ingest", example, "--dry-run"], environment);
  expect(dry.added).toEqual({ Strategy: 75, OF_METHOD: 75, WITH_SETTING: 225 });
  expect(dry.methods).toEqual([{ id: "FPGM", strategies: 75, knowledgeOnly: null }]);
  expect((await automc(fpgm, environment)).code).toBe(2); // a dry run changes nothing
  expect(await automcJson<Taken>(["ingest", example], environment)).toMatchObject({ added: dry.added });

  type Trained = { metrics: { entities: number; triples: number } };
  const { metrics } = await automcJson<Trained>(["embed", "train", "--epochs", "3"], environment);
  expect(metrics.entities).toBe(5 + 75 + 75 + 3 + 3 + (5 + 5 + 3) + 3);
  const [vectors] = await automcJson<{ n: number }[]>(
    [
      "graph",
      "query",
      "MATCH (s:Strategy {executable: true})-[:OF_METHOD]->({id: 'FPGM'}) WHERE s.vector IS NOT NULL RETURN count(s) AS n",
    ],
    environment,
  );
  expect(vectors?.n).toBe(75);

  type Found = { study: string; front: { scheme: string; pr: number; artifact: string }[] };
  const { study, front } = await automcJson<Found>([...fpgm, "--name", "with-fpgm"], environment);
  const trials = await automcJson<{ scheme: string; method: string; operators: string; pr: number; hp2: number }[]>(
    [
      "graph",
      "query",
      `MATCH (t:Trial {state: "complete"})-[:IN_STUDY]->(:Study {name: "${study}"}), (t)-[:EVALUATES]->(scheme:Scheme)-[:ENDS_WITH]->(s:Strategy)-[:OF_METHOD]->(m:Method),
             (s)-[:WITH_SETTING]->(x:Setting {hyperparameter: "HP2"})
       RETURN scheme.id AS scheme, m.id AS method, t.stages AS operators, t.pr AS pr, x.value AS hp2 ORDER BY t.number`,
    ],
    environment,
  );
  expect(trials).toHaveLength(2);
  for (const { scheme, method, operators: stages, pr, hp2 } of trials) {
    expect(method).toBe("FPGM");
    expect(scheme).toMatch(/^FPGM\(HP2=[\d.]+,HP9=[\d.]+,HP10=\d\)$/);
    const names = (JSON.parse(stages) as { operator: string }[]).map(({ operator }) => operator);
    expect(names).toEqual(["softPrune", "fineTune"]);
    expect(Math.abs(pr - hp2)).toBeLessThan(0.05); // the smallest of networks has large filters
  }
  for (const { scheme } of front) expect(scheme).toMatch(/^FPGM/);

  type Compressed = {
    outcomes: { stages: { operator: string }[]; parameters: number }[];
    base: { card: { parameters: number } };
  };
  const scheme = "FPGM(HP2=0.36,HP9=0.1,HP10=1) -> SFP(HP2=0.2,HP9=0.1,HP10=1)";
  const { outcomes, base } = await automcJson<Compressed>(["compress", "tiny", "--scheme", scheme], environment);
  expect(outcomes).toHaveLength(2);
  expect(1 - outcomes[1]!.parameters / base.card.parameters).toBeGreaterThan(0.5);
});
