import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parquetReadObjects } from "hyparquet";
import { afterAll, beforeAll, expect, test } from "vitest";
import { listStrategies, recordTrial, run, setStudyState } from "../../../graph/index.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { prepareStudy } from "../../../server/study/prepare.ts";
import { studyRequest } from "../../../server/study/request.ts";
import { completeFigures } from "../../graph/complete-trial.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";
import { automc, automcJson } from "./command-line.ts";

let tiny: TinyStudies;
beforeAll(async () => {
  tiny = await tinyStudies();
  for (const [name, seed] of [
    ["front-a", 1],
    ["front-b", 2],
  ] as const)
    await recorded(name, seed);
});
afterAll(async () => await tiny.close());

/** A study of the tiny model that has ended: two trials on its front, one off it, one that failed. */
async function recorded(name: string, seed: number): Promise<void> {
  const own = { graph: tiny.graph, artifacts: new Artifacts(tiny.home) };
  const study = await prepareStudy(own, studyRequest.parse({ model: "tiny", name, seed, target: 0.3 }));
  const strategies = await run(tiny.graph, listStrategies, {});
  const ids = strategies.map(({ id }) => id);
  const outcomes = [
    { scheme: [ids[0]!], ar: -0.02, pr: 0.6 },
    { scheme: [ids[0]!, ids[1]!], ar: 0.01, pr: 0.4 },
    { scheme: [ids[2]!], ar: -0.05, pr: 0.5 },
  ];
  const base = study.baseAccuracy!;
  for (const [at, { scheme, ar, pr }] of outcomes.entries()) {
    const accuracy = base * (1 + ar);
    const figures = { ...completeFigures, ar, pr, validationAr: ar, accuracy, baseAccuracy: base };
    await run(tiny.graph, recordTrial, {
      study: name,
      number: at + 1,
      scheme,
      ...figures,
      validationAccuracy: accuracy,
    });
  }
  await run(tiny.graph, recordTrial, {
    ...{ study: name, number: 4, scheme: [ids[3]!] },
    ...{ state: "failed" as const, failure: "=nothing <left> to remove" },
  });
  await run(tiny.graph, setStudyState, { name, state: "done" });
}

const tell = (args: string[]) => automc(args, tiny.environment, "", tiny.home);

test("a report says which model to ship and why, and is one file that loads nothing", async () => {
  const file = join(tiny.home, "reports", "a.html");
  const { code, stdout } = await tell(["search", "report", "front-a", "--to", file]);
  expect([code, stdout.split("\n")[0]]).toEqual([0, expect.stringMatching(/^# front-a: (INCONCLUSIVE|ACCEPT)$/)]);
  expect(stdout).toMatch(/It removes 40\.0 % of the parameters; the target is 30\.0 %\./);
  const html = await readFile(file, "utf8");
  expect(html).toMatch(/Content-Security-Policy" content="default-src 'none'/);
  expect(html).not.toMatch(/<script|(?:src|href)="https?:/);
  for (const part of ["The front", "The layers", "Loading the models", "Repeating it"]) expect(html).toContain(part);
  expect(html.match(/<svg/g)).toHaveLength(3);
  const { verdict, chosen, front } = await automcJson<{ verdict: string; chosen: { number: number }; front: object[] }>(
    ["search", "report", "front-a", "--tolerance", "0.9"],
    tiny.environment,
  );
  expect([verdict, chosen.number, front.length]).toEqual([expect.stringMatching(/ACCEPT|INCONCLUSIVE/), 2, 2]);
  expect((await tell(["search", "report", "front-a", "--to", "report.pdf"])).stderr).toMatch(/has to end in \.html/);
});

test("a study is drawn, exported for spreadsheets, programs and data frames", async () => {
  for (const kind of ["front", "history", "tree"]) {
    expect((await tell(["search", "plot", "front-a", "--kind", kind])).code).toBe(0);
    expect(await readFile(join(tiny.home, `front-a-${kind}.svg`), "utf8")).toMatch(/^<svg/);
  }
  expect(await readFile(join(tiny.home, "front-a-tree.svg"), "utf8")).toMatch(/CUT #2, AR 1\.0 %/);
  const { stdout } = await tell(["search", "export", "front-a"]);
  const [head, ...rows] = stdout.trim().split("\r\n");
  expect(head!.split(",").slice(0, 4)).toEqual(["study", "number", "state", "onFront"]);
  expect(rows).toHaveLength(4);
  expect(rows[3]).toContain("'=nothing <left> to remove");
  await tell(["search", "export", "front-a", "--to", "a.json"]);
  expect(JSON.parse(await readFile(join(tiny.home, "a.json"), "utf8"))).toMatchObject({
    name: "front-a",
    trials: [{}, {}, {}, {}],
  });
  await tell(["search", "export", "front-a", "--to", "a.parquet"]);
  const bytes = await readFile(join(tiny.home, "a.parquet"));
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
  const table = await parquetReadObjects({ file });
  expect(table).toMatchObject([
    { number: 1, onFront: true, pr: 0.6 },
    { strategies: [expect.any(String), expect.any(String)] },
    { onFront: false },
    { state: "failed", pr: null },
  ]);
  expect((await tell(["search", "export", "front-a", "--format", "parquet"])).stderr).toMatch(/name a file/);
});

test("studies are compared by what differs, and a name that is nearly right is helped", async () => {
  const { studies, differs } = await automcJson<{ studies: { hypervolume: number }[]; differs: object[] }>(
    ["search", "compare", "front-a", "front-b"],
    tiny.environment,
  );
  expect(studies[0]!.hypervolume).toBeCloseTo(studies[1]!.hypervolume);
  expect(differs).toEqual([{ setting: "seed", values: [1, 2] }]);
  expect((await tell(["search", "compare", "front-a", "front-b"])).stdout).toMatch(/seed +│ 1 +│ 2/);
  const wrong = await tell(["search", "show", "frnt-a"]);
  expect([wrong.code, wrong.stderr]).toEqual([
    2,
    'automc: There is no study "frnt-a"; did you mean front-a or front-b?\n',
  ]);
});

test("a front's schemes are run on other models, and what was run is remembered", async () => {
  const [first] = await run(tiny.graph, listStrategies, {});
  await tell(["compress", "tiny", "--scheme", first!.id, "--name", "smaller"]);
  const transferred = async () =>
    await automcJson<{ transferred: Record<string, unknown>[] }>(
      ["search", "transfer", "front-a", "tiny", "smaller"],
      tiny.environment,
    );
  const { transferred: rows } = await transferred();
  expect(rows.map(({ model, trial }) => [model, trial])).toEqual([
    ["tiny", 2],
    ["tiny", 1],
    ["smaller", 2],
    ["smaller", 1],
  ]);
  for (const { failure, pr, accuracy } of rows) {
    expect(failure).toBeNull();
    expect(pr).toBeGreaterThan(0);
    expect(accuracy).toBeGreaterThan(0);
  }
  expect(await transferred()).toEqual({ study: "front-a", transferred: rows });
  const { stdout } = await tell(["search", "transfer", "front-a", "smaller"]);
  expect(stdout).toMatch(/smaller, as it is +│ +│ 0\.0 %/);
  expect((await tell(["search", "transfer", "front-a", "none"])).code).toBe(2);
});

test("a strategy that is nearly right is helped", async () => {
  const wrong = await tell(["compress", "tiny", "--scheme", "CUT(HP90=0.1,HP91=l3)"]);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringMatching(/did you mean CUT\(HP90=0\.1,HP91=l[12]\)/)]);
});

test("Cypher takes parameters and files, returns CSV, and the graph says what is in it", async () => {
  const cypher = "MATCH (m:Method {id: $id}) RETURN m, $n AS n";
  const asked = ["graph", "query", "--param", "id=CUT", "--param", "n=2"];
  expect((await tell([...asked, cypher])).stdout).toMatch(/\(:Method \{id: CUT\}\) +│ 2/);
  const csv = await automc([...asked, "--file", "-", "--csv"], tiny.environment, "RETURN $id AS id, $n + 1 AS n");
  expect(csv.stdout).toBe("id,n\r\nCUT,3\r\n");
  expect((await tell(["graph", "query", "MATCH (m:Nothing) RETURN m"])).stdout).toMatch(
    /^\(none: nothing in the graph matches/,
  );
  expect((await tell(["graph", "query", "--param", "id", "RETURN 1"])).code).toBe(2);
  const { nodes, relationships, examples } = await automcJson<
    Record<string, { label: string; type: string; cypher: string }[]>
  >(["graph", "schema"], tiny.environment);
  expect(nodes!.map(({ label }) => label)).toContain("Strategy");
  expect(relationships).toContainEqual({ from: "Trial", type: "IN_STUDY", to: "Study", relationships: 8 });
  expect(examples).toHaveLength(5);
  for (const { cypher } of examples!) expect((await tell(["graph", "query", cypher])).code, cypher).toBe(0);
});

test("a shell reads line by line, goes on after a mistake, and ends with its input", async () => {
  const lines = [
    ":param id CUT",
    "MATCH (m:Method {id: $id})",
    "RETURN m.name AS name;",
    "RETURN nothing;",
    "RETURN 7 AS n;",
  ];
  const { code, stdout } = await automc(["graph", "shell"], tiny.environment, `${lines.join("\n")}\n`);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Cut and tune[\s\S]*automc: [\s\S]*nothing[\s\S]*7/);
  expect(await readFile(join(tiny.home, "shell-history"), "utf8")).toMatch(/RETURN 7 AS n;\n$/);
});

test("a model gets a name, and a study is forgotten", async () => {
  expect((await tell(["model", "name", "tiny", "found"])).stdout).toMatch(/^found is the model/);
  expect((await tell(["model", "ls"])).stdout).toMatch(/found/);
  expect((await tell(["search", "delete", "front-b"])).stdout).toMatch(/forgotten, with 4 trials/);
  expect((await tell(["search", "show", "front-b"])).code).toBe(2);
});
