import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import {
  ask,
  createStudy,
  fieldFromText,
  type Graph,
  listContradictions,
  listStrategies,
  namedQueries,
  parametersFromText,
  parametersInWords,
  profile,
  recordTrial,
  run,
  saveEmbedding,
} from "../../../graph/index.ts";
import { initGraph } from "../../../ingest/index.ts";
import { completeFigures } from "../complete-trial.ts";
import { testGraph } from "../server.ts";

const library = join(import.meta.dirname, "../../../graph/named-queries/questions");
const taskId = "resnet56/cifar10";
let driver: Driver;
let graph: Graph;

/** The graph as `graph init` leaves it, with vectors and a study of two steps. */
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await initGraph(graph, { operators: ["prune", "sparseTrain", "fineTune"] });
  const strategies = (await run(graph, listStrategies, { methodId: "NS", atMost: 50 })).map(({ id }) => id);
  const vectors = strategies.map(
    (id, at) => [`Strategy:${id}`, new Float32Array(32).fill(0.1).fill(at, 0, 1)] as const,
  );
  await saveEmbedding(graph, { id: "run", dim: 32, seed: 1, metrics: {} }, new Map(vectors));
  await run(graph, createStudy, { name: "quickstart", taskId, algorithm: "random", target: 0.3, seed: 1, config: {} });
  for (const [at, scheme] of [strategies.slice(0, 1), strategies.slice(0, 2)].entries()) {
    const figures = { ...completeFigures, ar: 0.01, validationAr: 0.01, arStep: 0.01, prStep: 0.2 };
    await run(graph, recordTrial, { study: "quickstart", number: at + 1, scheme, ...figures });
  }
});
afterAll(() => driver.close());

/** What a reader would try first: the examples of what has to be given. */
function exampleOf(named: (typeof namedQueries)[number]): Record<string, unknown> {
  const needed = parametersInWords(named).filter((words) => words.default === undefined);
  return Object.fromEntries(needed.map(({ name, example }) => [name, example]));
}

test("the library has its queries once each, at least twenty, and every file is one of them", async () => {
  const names = namedQueries.map(({ name }) => name);
  expect(names.length).toBeGreaterThanOrEqual(20);
  expect(new Set(names).size).toBe(names.length);
  for (const name of names) {
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    const file = await readFile(join(library, `${name}.ts`), "utf8");
    expect(file).toContain(`name: "${name}"`);
    expect(file, "says which part of the graph it walks").toMatch(/\n \* {3}\(|index |`(searchNames|outcomesOnTask)`/);
  }
  const written = [];
  for (const file of await readdir(library)) {
    const text = await readFile(join(library, file), "utf8");
    if (/= namedQuery\(\{/.test(text)) written.push(file.replace(/\.ts$/, ""));
  }
  expect(written.sort()).toEqual(names.toSorted());
});

test("the table in docs has every query, with what it answers and takes", async () => {
  const table = await readFile(join(import.meta.dirname, "../../../graph/docs/named-queries.md"), "utf8");
  for (const named of namedQueries) {
    const others = parametersInWords(named).filter(({ name }) => name !== "limit");
    const takes = others.map((words) => (words.default === undefined ? words.name : `[${words.name}]`)).join(" ");
    expect(table).toContain(`| \`${named.name}\` | ${named.title} | ${takes} |`);
  }
});

describe.each(namedQueries.map((named) => [named.name, named] as const))("%s", (_, named) => {
  test("says what it answers, takes and gives", () => {
    expect(named.title).toMatch(/\?$/);
    expect(named.description).toMatch(/\.$/);
    const fields = [...Object.entries(named.parameters), ...Object.entries(named.columns)];
    for (const [name, field] of fields) expect(field.description, name).toMatch(/\w{2}/);
    for (const words of parametersInWords(named)) {
      expect(words.name, "an option of its own").not.toMatch(
        /^(name|list|json|timeout|help|format|methods|around|hops|strategies|vectors|mostNodes|out)$/,
      );
      const value = words.example ?? words.choices[0];
      expect(value, `${words.name} has an example`).toBeDefined();
      const text = { [words.name]: String(value) };
      const others = Object.fromEntries(Object.entries(exampleOf(named)).map(([name, given]) => [name, String(given)]));
      expect(parametersFromText(named, { ...others, ...text })).toMatchObject({ [words.name]: value });
    }
    expect(Object.keys(named.parameters)).toContain("limit");
    const shape = Object.fromEntries(
      Object.entries(named.parameters).map(([name, field]) => [name, fieldFromText(field)]),
    );
    expect(() => z.toJSONSchema(z.strictObject(shape), { io: "input" })).not.toThrow();
    expect(() => z.toJSONSchema(named.row, { io: "output" })).not.toThrow();
  });

  test("answers its example on the graph as it is initialised, no more rows than asked for", async () => {
    const rows = await ask(graph, named, exampleOf(named));
    expect((await ask(graph, named, { ...exampleOf(named), limit: 1 })).length).toBe(Math.min(rows.length, 1));
  });

  test("begins at an index or at a kind of node that stays few, and multiplies nothing", async () => {
    const { steps } = await profile(graph, named, exampleOf(named));
    const operators = steps.map(({ operator }) => operator);
    expect(operators).not.toContain("AllNodesScan");
    expect(operators).not.toContain("CartesianProduct");
    const many = /:(Result|Trial|Scheme|Setting)\b/;
    const scanned = steps.filter(({ operator, details }) => /LabelScan/.test(operator) && many.test(details));
    expect(scanned).toEqual([]);
  });
});

test("an unknown name is distinguished from an empty answer, with names like it", async () => {
  const best = namedQueries.find(({ name }) => name === "best-by-task")!;
  await expect(ask(graph, best, { task: "resnet-56/cifar10" })).rejects.toMatchObject({
    code: "not_found",
    message: expect.stringMatching(
      /^There is no task "resnet-56\/cifar10" in the graph; nearest by name: resnet56\/cifar10, /,
    ),
  });
  expect(await ask(graph, best, { task: taskId, leastAr: 1 })).toEqual([]);
  await expect(ask(graph, best, { task: taskId, limit: 0 })).rejects.toMatchObject({ code: "bad_params" });
  await expect(ask(graph, best, { task: taskId, most: 1 })).rejects.toMatchObject({ code: "bad_params" });
});

test("contradictions are those that the auditor finds in the shipped papers", async () => {
  const contradictions = namedQueries.find(({ name }) => name === "contradictions")!;
  const rows = await ask(graph, contradictions, {});
  const held = await run(graph, listContradictions, {});
  expect(rows.length).toBeGreaterThan(0);
  expect(
    rows.map(({ method, rule, delta, why, first, second }) => ({ method, rule, delta, why, first, second })),
  ).toEqual(
    held.map(({ methodId, rule, delta, why, first, second }) => {
      return { method: methodId, rule, delta, why, first: first.result, second: second.result };
    }),
  );
  const [{ paper }] = rows.map((row) => ({ paper: String(row.firstPaper) })) as [{ paper: string }];
  for (const row of await ask(graph, contradictions, { paper }))
    expect([row.firstPaper, row.secondPaper]).toContain(paper);
});

test("find knows names and titles by their words", async () => {
  const find = namedQueries.find(({ name }) => name === "find")!;
  const rows = await ask(graph, find, { text: "network slimming" });
  expect(rows[0]).toMatchObject({ id: expect.stringMatching(/NS|1708\.06519|network-slimming/) });
  expect(rows).toContainEqual(expect.objectContaining({ label: "Method", id: "NS", name: "Network slimming" }));
  for (const text of ['a:b*~^ ("', "AND", "[x TO y]"]) await ask(graph, find, { text }); // signs are only words
});

test("parameters from text: each mistake is one sentence that says what would be right", () => {
  const best = namedQueries.find(({ name }) => name === "best-by-task")!;
  const refused = (texts: Record<string, string>) => {
    try {
      parametersFromText(best, texts, (name, value) => `--${name} ${value}`);
      return "accepted";
    } catch (error) {
      return (error as Error).message;
    }
  };
  expect(refused({})).toBe(
    "best-by-task needs task, a task's id: a network with its weights on a data set; for example --task resnet56/cifar10",
  );
  expect(refused({ task: "a", tsk: "b" })).toBe(
    "best-by-task has no parameter tsk; it takes --task …, --leastAr …, --reduction …, --limit ….",
  );
  expect(refused({ task: "a", reduction: "both" })).toContain("one of pr, fr; for example --reduction fr");
  expect(refused({ task: "a", leastAr: "much" })).toContain('"much" is no number');
  expect(refused({ task: "a", limit: "" })).toContain("is no number");
  expect(parametersFromText(best, { task: "a", leastAr: "-0.02" })).toEqual({ task: "a", leastAr: -0.02 });
});
