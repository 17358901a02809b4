import { readdir, readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { checkSteps, operators } from "../../compress/index.ts";
import { builtinSources, expand, readCard, readDocument } from "../../ingest/index.ts";

const documents = (await builtinSources()).map(readDocument);
const all = documents.flatMap((document) => (document.kind === "card" ? [document] : []));
const cards = all.flatMap(({ file, value }) => (file.startsWith("methods/") ? [value] : []));
const knowledge = all.flatMap(({ file, value }) => (file.startsWith("knowledge/") ? [value] : []));
const files = new Map(
  documents.flatMap((document) => (document.kind === "results" ? [[document.file, document.value]] : [])),
);
const results = files.get("papers/automc.yaml");

test("the six cards are Table 1: which techniques and hyperparameters each method has", () => {
  const ids = (list: ({ id: string } | { ref: string })[]) =>
    list.map((entry) => ("ref" in entry ? entry.ref : entry.id)).join(" ");
  const table = Object.fromEntries(
    cards.map((card) => [card.id, `${ids(card.techniques)} | ${ids(card.hyperparameters)}`]),
  );
  expect(table).toEqual({
    LMA: "TE1 | HP1 HP2 HP3 HP4 HP5",
    LeGR: "TE2 TE3 | HP1 HP2 HP6 HP7 HP8",
    NS: "TE4 TE3 | HP1 HP2 HP6",
    SFP: "TE5 | HP2 HP9 HP10",
    HOS: "TE6 TE7 TE3 | HP1 HP2 HP11 HP12 HP13 HP14",
    LFB: "TE9 | HP1 HP2 HP15 HP16",
  });
});

test("the values of every hyperparameter are Table 1's, each defined once", () => {
  const defined = cards.flatMap(({ hyperparameters }) =>
    hyperparameters.flatMap((entry) => ("id" in entry ? [entry] : [])),
  );
  expect(Object.fromEntries(defined.map(({ id, values }) => [id, values]))).toEqual({
    HP1: [0.1, 0.2, 0.3, 0.4, 0.5],
    HP2: [0.04, 0.12, 0.2, 0.36, 0.4],
    HP3: [6, 8, 10],
    HP4: [1, 3, 6, 10],
    HP5: [0.05, 0.3, 0.5, 0.99],
    HP6: [0.7, 0.9],
    HP7: [0.4, 0.5, 0.6, 0.7],
    HP8: ["l1_weight", "l2_weight", "l2_bn", "l2_bn_param"],
    HP9: [0.1, 0.2, 0.3, 0.4, 0.5],
    HP10: [1, 3, 5],
    HP11: ["P1", "P2", "P3"],
    HP12: ["l1norm", "k34", "skew_kur"],
    HP13: [0.3, 0.4, 0.5],
    HP14: [1, 3, 5],
    HP15: [0.5, 1, 1.5, 3, 5],
    HP16: ["NLL", "CE", "MSE"],
  });
  expect(defined).toHaveLength(16);
});

test("each of the 4,525 strategies has steps that the operators of this version take", () => {
  const vocabulary = new Map(
    cards.flatMap(({ hyperparameters }) =>
      hyperparameters.flatMap((entry) => ("id" in entry ? [[entry.id, entry]] : [])),
    ),
  );
  const strategies = cards.flatMap((card) => {
    const hyperparameters = card.hyperparameters.map((entry) => vocabulary.get("id" in entry ? entry.id : entry.ref)!);
    return expand(card, hyperparameters, Object.keys(operators));
  });
  expect(strategies).toHaveLength(4525);
  for (const { id, steps } of strategies) expect(() => checkSteps(steps ?? []), id).not.toThrow();
  expect(strategies.filter(({ steps }) => steps === null)).toEqual([]);
  expect(new Set(strategies.map(({ methodId, steps }) => methodId + JSON.stringify(steps))).size).toBe(4525); // none two the same
});

test("the AutoMC paper's Tables 2 and 3 are whole: 40 rows and 40 cells that Table 2 does not have", () => {
  expect(results?.results.filter(({ id }) => id.startsWith("table2"))).toHaveLength(40);
  expect(results?.results.filter(({ id }) => id.startsWith("table3"))).toHaveLength(40);
  expect(results?.results.filter(({ alsoIn }) => alsoIn)).toHaveLength(20);
  expect(results?.results.filter(({ method }) => method)).toHaveLength(24 + 24);
  expect(results?.results.filter(({ settings }) => settings.HP2 === 0.4)).toHaveLength(12 + 24);
});

test("printed figures agree with each other to their last digit, except where a flag says otherwise", () => {
  const tasks = new Map(results?.tasks.map(({ id, features }) => [id, features]));
  const doubtful: string[] = [];
  for (const { id, task, accuracy, printedAr, parameters, pr, flops, fr, flags } of results?.results ?? []) {
    const base = tasks.get(task)!;
    if (printedAr !== undefined) {
      const ar = (accuracy - base.accuracy!) / base.accuracy!;
      if (Math.abs(ar - printedAr) > 0.00016) doubtful.push(id);
      expect(
        flags.some((flag) => flag.includes("Inc")),
        id,
      ).toBe(Math.abs(ar - printedAr) > 0.00016);
    }
    if (parameters !== undefined) expect(Math.abs(1 - parameters / base.parameters! - pr!), id).toBeLessThan(0.02);
    if (flops !== undefined) expect(Math.abs(1 - flops / base.flops! - fr!), id).toBeLessThan(0.03);
  }
  expect(doubtful).toEqual([
    "table2-40-LFB-vgg16",
    "table2-40-Random-resnet56",
    "table2-70-RL-vgg16",
    "table2-70-Random-vgg16",
  ]);
});

/** How many rows each source has; together they are all that is known of published results. */
const rowsOf = {
  "papers/automc.yaml": 80, //           Tables 2 and 3
  "papers/dcp.yaml": 15, //              Table 1
  "papers/dhp.yaml": 14, //              Table 1, CIFAR-10
  "papers/dorefa.yaml": 4, //            README
  "papers/fmi.yaml": 61, //              README, CIFAR-10 and CIFAR-100
  "papers/hrank.yaml": 6, //             README
  "papers/hrankplus.yaml": 20, //        README
  "papers/inq.yaml": 5, //               Table 1
  "papers/kd-pytorch.yaml": 31, //       README (2) and a grid (29)
  "papers/kd-zoo.yaml": 12, //           README
  "papers/lfb.yaml": 16, //              Table 5
  "papers/lma.yaml": 5, //               README
  "papers/network-slimming.yaml": 10, // README
  "papers/nni.yaml": 183, //             three JSON files (63, 63, 57)
  "papers/pocketflow.yaml": 24, //       three tables (12, 8, 4)
  "papers/pytorch-slimming.yaml": 8, //  README
  "papers/rethinking.yaml": 16, //       five READMEs
  "papers/torch-pruning.yaml": 31, //    two tables (18, 7) and six logs
};
const rows = [...files].flatMap(([file, { paper, results }]) => results.map((result) => ({ file, paper, ...result })));

test("541 published results from 18 sources, each from another place", () => {
  expect(Object.fromEntries([...files].map(([file, { results }]) => [file, results.length]))).toEqual(rowsOf);
  expect(rows).toHaveLength(541);
  expect(new Set(rows.map(({ paper, id }) => `${paper.id}/${id}`)).size).toBe(541);
  const places = rows.map(({ paper, source, task }) => `${paper.id}, ${source}, ${task}`);
  expect(new Set(places).size).toBe(541);
  expect(new Set([...files.values()].map(({ paper }) => paper.id)).size).toBe(18);
});

test("figures are fractions of 1 and plain counts, and follow from each other where a source prints both", () => {
  for (const { file, id, flags, derived, ...row } of rows) {
    const at = `${file}, ${id}`;
    for (const figure of [row.accuracy, row.baseAccuracy ?? 0.9]) expect(figure >= 0.1 && figure <= 1, at).toBe(true);
    for (const rate of [row.pr, row.fr]) if (rate !== undefined) expect(Math.abs(rate) <= 1, at).toBe(true);
    for (const [after, before] of [
      [row.parameters, row.baseParameters],
      [row.flops, row.baseFlops],
    ])
      if (after !== undefined && before !== undefined) expect(after <= before && after >= 1e4, at).toBe(true);
    if (row.flops === undefined) expect(row.baseFlops, at).toBeUndefined();
    else expect(row.flopsConvention, at).not.toBe("unstated");
    for (const figure of derived) expect(row[figure], `${at}: ${figure}`).toBeDefined();
    if (row.printedDelta !== undefined) {
      const apart = Math.abs(row.accuracy - row.baseAccuracy! - row.printedDelta);
      const doubted = flags.some((flag) => /does not follow from the printed (accuracies|errors)/.test(flag));
      expect(doubted, at).toBe(apart > 0.00015);
    }
    if (row.pr !== undefined && row.parameters && row.baseParameters) {
      const apart = Math.abs(1 - row.parameters / row.baseParameters - row.pr);
      expect(apart < 0.011 || flags.some((flag) => flag.includes("does not follow from the printed counts")), at).toBe(
        true,
      );
    }
  }
});

test("what papers report of the methods beyond the six is knowledge: cards without steps, so without strategies", () => {
  expect(knowledge).toHaveLength(56);
  expect(knowledge.filter(({ steps }) => steps.length > 0)).toEqual([]);
  const known = new Set(all.map(({ value: { id } }) => id));
  expect(rows.filter(({ method }) => method !== undefined && !known.has(method))).toEqual([]);
  const reported = new Set(rows.map(({ method }) => method));
  expect(knowledge.filter(({ id }) => !reported.has(id)).map(({ id }) => id)).toEqual(["CHIP"]);
  expect(known.size).toBe(62);
});

test("the example cards complete what is known of their methods, and their steps are right", async () => {
  const defined = new Map(
    all.flatMap(({ value: { hyperparameters } }) =>
      hyperparameters.flatMap((entry) => ("id" in entry ? [[entry.id, entry] as const] : [])),
    ),
  );
  const counts: Record<string, number> = {};
  for (const card of await exampleCards()) {
    const less = knowledge.find(({ id }) => id === card.id)!;
    for (const list of ["techniques", "hyperparameters"] as const)
      expect(card[list].map(idOf), card.id).toEqual(expect.arrayContaining(less[list].map(idOf)));
    const hyperparameters = card.hyperparameters.map((entry) => ("id" in entry ? entry : defined.get(entry.ref)!));
    const strategies = expand(card, hyperparameters, Object.keys(operators));
    for (const { id, steps } of strategies) expect(() => checkSteps(steps ?? []), id).not.toThrow();
    expect(strategies.every(({ steps }) => steps !== null)).toBe(true);
    counts[card.id] = strategies.length;
  }
  expect(counts).toEqual({ FPGM: 75, KD: 80, PFEC: 25, UniformQuant: 10 });
});

function idOf(entry: { id: string } | { ref: string }): string {
  return "ref" in entry ? entry.ref : entry.id;
}

async function exampleCards() {
  const folder = new URL("../../ingest/examples/", import.meta.url);
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map(async (name) => readCard(await readFile(new URL(name, folder), "utf8"), name).value));
}
