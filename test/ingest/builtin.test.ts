import { expect, test } from "vitest";
import { checkSteps, operators } from "../../compress/index.ts";
import { builtinSources, expand, readDocument } from "../../ingest/index.ts";

const documents = (await builtinSources()).map(readDocument);
const cards = documents.flatMap((document) => (document.kind === "card" ? [document.value] : []));
const [results] = documents.flatMap((document) => (document.kind === "results" ? [document.value] : []));

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
    if (parameters !== undefined) expect(Math.abs(1 - parameters / base.parameters - pr!), id).toBeLessThan(0.02);
    if (flops !== undefined) expect(Math.abs(1 - flops / base.flops - fr!), id).toBeLessThan(0.03);
  }
  expect(doubtful).toEqual([
    "table2-40-LFB-vgg16",
    "table2-40-Random-resnet56",
    "table2-70-RL-vgg16",
    "table2-70-Random-vgg16",
  ]);
});
