import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import type { Graph } from "../../../graph/index.ts";
import { documentSchema } from "../../../ingest/index.ts";
import { operatorSchemas } from "../../../server/papers/operators.ts";
import { emptied } from "../../graph/emptied.ts";
import { fingerprint } from "../../graph/fingerprint.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { cardText } from "../../ingest/card/cards.ts";
import { temporaryHome } from "../temporary-home.ts";
import { automc, automcJson, environmentOf } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

let driver: Driver;
let graph: Graph;
let home: string;
let folder: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  home = await temporaryHome();
  folder = await mkdtemp(join(tmpdir(), "automc-test-ingest-"));
  environment = environmentOf(home, await testServer());
});
beforeEach(() =>
  emptied(
    driver,
    "Strategy|Method|Hyperparameter|Setting|Technique|Paper|Result|Task|Dataset|Network|Alias|Ingest|IngestJournal|MergedMethod",
  ),
);
afterAll(async () => {
  await driver.close();
  for (const path of [home, folder]) await rm(path, { recursive: true, force: true });
});

const file = async (name: string, text: string) => {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
};
const fpgm = () => file("fpgm.yaml", cardText());
const lookalike = () =>
  file(
    "look.yaml",
    cardText(
      ["id: FPGM\n", "id: GEOM\nname: Filter pruning by medians\n"],
      ["arXiv:1811.00250", "doi:1"],
      ["TE10", "TE11"],
    ),
  );
interface Taken {
  id: string | null;
  added: Record<string, number>;
  plan: { addedNodes: { label: string }[]; addedLinks: unknown[] };
  strategies: { added: number; executable: number };
  duplicates: { id: string }[];
}

test("a dry run tells every node, relationship and strategy, and writes nothing; --json tells the same", async () => {
  const before = await fingerprint(graph);
  const shown = await automc(["ingest", await fpgm(), "--dry-run"], environment);
  expect(shown).toMatchObject({ code: 0, stderr: "" });
  expect(shown.stdout).toMatch(/^\+ Method FPGM \{.*executable: true.*\}; HAS_HYPERPARAMETER Hyperparameter HP20/m);
  expect(shown.stdout).toMatch(
    /^\+ Strategy FPGM\(HP20=0\.1,HP21=l1\) \{executable: true, .*\}; OF_METHOD Method FPGM; WITH_SETTING Setting HP20=0\.1; WITH_SETTING Setting HP21=l1$/m,
  );
  expect(shown.stdout).toMatch(
    /would be[\s\S]*added +│ Strategy +│ +6 │[\s\S]*Of 6 new strategies, 6 can run\.\nA dry run/,
  );
  const { plan, strategies, added, id } = await automcJson<Taken>(["ingest", await fpgm(), "--dry-run"], environment);
  expect(await fingerprint(graph)).toEqual(before);
  expect({ id, strategies }).toEqual({ id: null, strategies: { added: 6, executable: 6 } });
  const told = shown.stdout.split("\n").filter((line) => line.startsWith("+ "));
  expect(told).toHaveLength(plan.addedNodes.length);
  const links = told.flatMap((line) => line.match(/; [A-Z_]+ [A-Z]/g) ?? []);
  expect(links).toHaveLength(plan.addedLinks.length);
  expect(Object.values(added).reduce((sum, count) => sum + count)).toBe(
    plan.addedNodes.length + plan.addedLinks.length,
  );
});

test("an ingest is listed, shown and rolled back, by the beginning of its id", async () => {
  const before = await fingerprint(graph);
  const taken = await automc(["ingest", await fpgm()], environment);
  const id = /^Ingest ([0-9a-f]{12}); automc ingest rollback \1 undoes it\.$/m.exec(taken.stdout)?.[1] ?? "";
  expect(id).not.toBe("");
  const [listed, ...more] = await automcJson<{ id: string; kind: string; files: string[] }[]>(
    ["ingest", "ls"],
    environment,
  );
  expect(more).toEqual([]);
  expect(listed).toMatchObject({ id, kind: "files", files: [join(folder, "fpgm.yaml")] });
  expect((await automc(["ingest", "ls"], environment)).stdout).toMatch(
    new RegExp(`│ ${id} │ \\d{4}-\\d\\d-\\d\\d .*fpgm\\.yaml`),
  );
  const shown = await automc(["ingest", "show", id.slice(0, 6)], environment);
  expect(shown.stdout).toMatch(/^\+ Method FPGM$/m);
  expect(shown.stdout).toMatch(/^ {2}.*fpgm\.yaml \(SHA-256 [0-9a-f]{64}\)$/m);
  const { journal } = await automcJson<{ journal: { addedNodes: unknown[] } }>(["ingest", "show", id], environment);
  expect(journal.addedNodes).toContainEqual({ label: "Method", id: "FPGM" });
  const undone = await automc(["ingest", "rollback", id.slice(0, 6)], environment);
  expect(undone).toMatchObject({ code: 0, stdout: expect.stringContaining(`Ingest ${id} (`) });
  expect(await fingerprint(graph)).toEqual(before);
  expect((await automc(["ingest", "ls"], environment)).stdout).toBe("(none)\n");
  const again = await automc(["ingest", "rollback", id], environment);
  expect(again).toMatchObject({ code: 2, stdout: "" });
  expect(again.stderr).toMatch(/There is no ingest .*automc ingest ls/);
});

test("what others build on is not rolled back: one sentence, exit code 2, nothing changed", async () => {
  const { id } = await automcJson<Taken>(["ingest", await fpgm()], environment);
  await automc(["ingest", await lookalike()], environment);
  const before = await fingerprint(graph);
  const refused = await automc(["ingest", "rollback", id!], environment);
  expect(refused).toMatchObject({ code: 2, stdout: "" });
  expect(refused.stderr).toMatch(/^automc: Ingest .* can't be undone: ingest .* builds on .*Nothing was changed\.\n$/);
  expect(await fingerprint(graph)).toEqual(before);
});

test("look-alikes are told before anything is written, and refused with --strict", async () => {
  await automc(["ingest", await fpgm()], environment);
  const before = await fingerprint(graph);
  const strict = await automc(["ingest", await lookalike(), "--strict"], environment);
  expect(strict).toMatchObject({ code: 2, stdout: "" });
  expect(strict.stderr).toMatch(/look\.yaml:3: the new paper doi:1 looks like arXiv:1811\.00250/);
  const dry = await automc(["ingest", await lookalike(), "--strict", "--dry-run"], environment);
  expect(dry).toMatchObject({ code: 2, stdout: "" });
  expect(await fingerprint(graph)).toEqual(before);
  const told = await automc(["ingest", await lookalike()], environment);
  expect(told.code).toBe(0);
  expect(told.stdout).toMatch(
    /look\.yaml:3: the new paper doi:1 looks like arXiv:1811\.00250 \("Filter Pruning via Geometric Median", 100 %\); --strict refuses it/,
  );
  expect(told.stdout.indexOf("looks like")).toBeLessThan(told.stdout.indexOf("│ added"));
});

test("two methods are made one by any of their names, and two again", async () => {
  await automc(["ingest", await fpgm(), await lookalike()], environment);
  const before = await fingerprint(graph);
  const merged = await automcJson<{ id: string; kind: string; from: string; into: string }>(
    ["ingest", "merge", "filter-pruning by Medians", "fpgm"],
    environment,
  );
  expect(merged).toMatchObject({ kind: "method", from: "GEOM", into: "FPGM" });
  expect((await automc(["ingest", "ls"], environment)).stdout).toContain("method GEOM into FPGM");
  const undone = await automc(["ingest", "unmerge", merged.id], environment);
  expect(undone).toMatchObject({ code: 0, stdout: "GEOM and FPGM are two methods again.\n" });
  expect(await fingerprint(graph)).toEqual(before);
  const unknown = await automc(["ingest", "merge", "FPGMM", "GEOM"], environment);
  expect(unknown).toMatchObject({ code: 2, stdout: "" });
  expect(unknown.stderr).toMatch(/These are no two of a kind: "FPGMM" is nothing known.*, "GEOM" is a method\./);
  const wrong = await automc(["ingest", "merge", "FPGM", "GEOM", "--kind", "tasks"], environment);
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("method, network, dataset, task") });
});

test("a card with a misspelt key or operator is told what was meant", async () => {
  const before = await fingerprint(graph);
  const misspelt = await automc(["ingest", await file("bad.yaml", cardText(["steps:", "setps:"]))], environment);
  expect(misspelt).toMatchObject({ code: 2, stdout: "" });
  expect(misspelt.stderr).toMatch(/bad\.yaml:8: there is no key "setps" here, only id, .*; did you mean steps\?/);
  expect(await fingerprint(graph)).toEqual(before);
  const operator = await automc(
    ["ingest", await file("o.yaml", cardText(["- softPrune", "- softPrun"])), "--dry-run"],
    environment,
  );
  expect(operator.stdout).toMatch(/FPGM is knowledge only, there is no operator softPrun \(did you mean softPrune\?\)/);
});

test("schema prints the JSON Schema of either document, without a graph", async () => {
  const { stdout, code } = await automc(["ingest", "schema", "results"], {
    ...environment,
    NEO4J_URI: "bolt://127.0.0.1:1",
  });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toEqual(documentSchema("results"));
  expect(JSON.parse((await automc(["ingest", "schema"], environment)).stdout)).toEqual(
    JSON.parse(JSON.stringify(documentSchema("card", operatorSchemas()))),
  );
  expect(await automc(["ingest", "schema", "paper"], environment)).toMatchObject({ code: 2, stdout: "" });
});
