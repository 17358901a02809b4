import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { documentKinds, documentSchema } from "../../../ingest/index.ts";
import { operatorSchemas } from "../../../server/papers/operators.ts";

const root = join(import.meta.dirname, "../../../ingest");
/** What an editor does with a published schema. */
const checker = async (kind: string) =>
  new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(await published(kind));
const published = async (kind: string) => JSON.parse(await readFile(join(root, `schema/${kind}.schema.json`), "utf8"));
const shipped = [
  ["methods", "card"],
  ["knowledge", "card"],
  ["examples", "card"],
  ["papers", "results"],
] as const;

test.each(documentKinds)("the published schema of a %s is what zod gives", async (kind) => {
  expect(await published(kind)).toEqual(JSON.parse(JSON.stringify(documentSchema(kind, operatorSchemas()))));
});

test.each(shipped)("each of %s names the schema of a %s, and keeps to it", async (folder, kind) => {
  const check = await checker(kind);
  const files = (await readdir(join(root, folder))).filter((file) => file.endsWith(".yaml"));
  expect(files.length).toBeGreaterThan(3);
  for (const file of files) {
    const path = join(root, folder, file);
    const text = await readFile(path, "utf8");
    const named = /^# yaml-language-server: \$schema=(\S+)\n/.exec(text)?.[1];
    expect(relative(root, join(dirname(path), named ?? "")), file).toBe(`schema/${kind}.schema.json`);
    check(parse(text));
    expect(check.errors ?? [], file).toEqual([]);
  }
});

test("the schema refuses what an editor should underline: unknown keys, wrong kinds, what is missing", async () => {
  const check = await checker("card");
  const good = {
    id: "A",
    paper: { id: "p", title: "P" },
    techniques: [{ ref: "TE1" }],
    steps: [{ prune: { score: "l1", remove: 0.1 } }],
  };
  expect(check(good)).toBe(true);
  const bound = { prune: { score: { $HP8: { one: "l1", two: "l2" } }, remove: "$HP2" } };
  expect(check({ ...good, steps: [bound, { operatorOfTomorrow: { any: 1 } }] })).toBe(true);
  for (const bad of [
    { ...good, tehcniques: [] },
    { ...good, techniques: [{ reef: "TE1" }] },
    { ...good, techniques: [] },
    { ...good, paper: { id: "p" } },
    { ...good, hyperparameters: [{ id: "HP1", name: "share", values: [] }] },
    { ...good, steps: [{ prune: {}, fineTune: {} }] },
    { ...good, steps: [{ prune: { score: "l7", remove: 0.1 } }] },
    { ...good, steps: [{ prune: { score: "l1", remuve: 0.1 } }] },
    { ...good, results: [{ id: "r", task: "t", accuracy: 93, source: "row 1" }] },
  ]) {
    expect(check(bad), JSON.stringify(bad)).toBe(false);
  }
});

test("every key says what it is for", () => {
  const bare: string[] = [];
  const look = (schema: unknown, path: string) => {
    if (typeof schema !== "object" || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      if (key === "properties")
        for (const [name, each] of Object.entries(value as Record<string, { description?: string }>))
          if (!each.description) bare.push(`${path}.${name}`);
      look(value, `${path}.${key}`);
    }
  };
  for (const kind of documentKinds) look(documentSchema(kind), kind);
  expect(bare).toEqual([]);
});
