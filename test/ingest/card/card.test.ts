import { expect, test } from "vitest";
import { readCard, readDocument } from "../../../ingest/index.ts";
import { cardText } from "./cards.ts";

test("a good card is read as it is written", () => {
  const { value: card } = readCard(cardText(), "fpgm.yaml");
  expect(card).toMatchObject({ id: "FPGM", notes: [], results: [], paper: { year: 2019 } });
  expect(card.steps).toEqual([
    { operator: "softPrune", params: { score: "$HP21", remove: "$HP20", epochs: 0.1, every: 1 } },
    { operator: "fineTune", params: { epochs: 0.1 } },
  ]);
});

test("a step may give an operator other words for a hyperparameter's values", () => {
  const mapped = cardText(
    ["$HP21", "{ $HP21: { l1: l1, l2: l2Squared } }"],
    ["$HP20", "{ $HP20: { 0.1: 1, 0.20: 2, 3e-1: 3 } }"],
  );
  expect(readCard(mapped, "fpgm.yaml").value.steps[0]?.params).toEqual({
    score: { $HP21: { l1: "l1", l2: "l2Squared" } },
    remove: { $HP20: { 0.1: 1, 0.2: 2, 0.3: 3 } },
    epochs: 0.1,
    every: 1,
  });
});

const bad: [what: string, line: number, says: RegExp, change: [string, string]][] = [
  ["an unknown key", 3, /"tehcniques"/, ["techniques:", "tehcniques:"]],
  ["an unknown key inside", 6, /"valeus"/, ["values: [0.1", "valeus: [0.1"]],
  ["a year that is no number", 2, /paper\.year/, ["year: 2019", "year: soon"]],
  ["a missing title", 2, /paper\.title/, ["title: Filter Pruning via Geometric Median, ", ""]],
  ["a missing id", 1, /id/, ["id: FPGM\n", "name: FPGM\n"]],
  ["an id with brackets", 1, /id: an id begins/, ["FPGM", "FP(GM)"]],
  ["a value that is not a number", 6, /values\.1/, ["0.2", ".nan"]],
  ["a value twice", 6, /twice/, ["0.2", "0.1"]],
  ["a number and a text that look the same", 6, /twice/, ["0.2", '"0.1"']],
  ["a value that breaks a strategy's id", 7, /values\.0/, ["[l1", "['l1,l2)'"]],
  ["no values", 7, /values/, ["[l1, l2]", "[]"]],
  ["a hyperparameter twice", 7, /HP20 is in this list twice/, ["id: HP21", "id: HP20"]],
  ["a step that binds what there is not", 9, /\$HP22 is not among/, ["$HP21", "$HP22"]],
  ["a hyperparameter that changes nothing", 7, /HP21 is bound by no step/, ["score: $HP21", "score: l1"]],
  ["a step of two operators", 9, /one operator/, ["- softPrune:", "- {a: {}, b: {}}\n  - softPrune:"]],
  ["a step that is only a name", 10, /steps\.1/, ["fineTune: { epochs: 0.1 }", "fineTune"]],
  [
    "a map that leaves a value out",
    9,
    /\$HP21 has to name the values l1, l2 and no other: l2 missing/,
    ["$HP21", "{ $HP21: { l1: l1 } }"],
  ],
  [
    "a map of a value there is not",
    9,
    /name the values 0\.1, 0\.2, 0\.3 and no other: 0\.3 missing, 0\.4 unknown/,
    ["$HP20", "{ $HP20: { 0.1: 1, 0.2: 2, 0.4: 4 } }"],
  ],
  ["a map of what there is not", 9, /\$HP22 is not among/, ["$HP21", "{ $HP22: { l1: l1, l2: l2 } }"]],
  ["a map beside something else", 9, /\$HP21 as a key is alone/, ["$HP21", "{ $HP21: { l1: l1, l2: l2 }, more: 1 }"]],
  ["a map that is none", 9, /\$HP21 as a key is alone/, ["$HP21", "{ $HP21: [l1, l2] }"]],
  ["a reference with more", 4, /"name"/, ["id: TE10", "ref: TE10"]],
  ["a key twice", 2, /unique/i, ["paper:", "id: TWO\npaper:"]],
  ["broken YAML", 4, /./, ["- { id: TE10", "- { id: [TE10"]],
  ["a foreign tag", 1, /./, ["FPGM", "!!js/function FPGM"]],
];
test.each(bad)("%s is refused with file and line", (_what, line, says, change) => {
  const read = () => readCard(cardText(change), "cards/fpgm.yaml");
  expect(read).toThrow(new RegExp(`^cards/fpgm\\.yaml:${line}: `));
  expect(read).toThrow(says);
  expect(read).not.toThrow(/\n/);
});

test("what is no card at all is refused in one sentence", () => {
  for (const text of ["", "- a\n- b", "42", "a: 1\n---\nb: 2", "&a [*a]", "x".repeat(1_000_001)]) {
    expect(() => readDocument({ file: "odd.yaml", text })).toThrow(/^odd\.yaml:[^\n]+$/);
  }
  const bomb = `a: &a [x, x, x, x, x, x, x, x, x]\n${"bcdefg"
    .split("")
    .map((to, at) => `${to}: &${to} [${Array(9).fill(`*${"abcdef"[at]}`)}]`)
    .join("\n")}`;
  expect(() => readDocument({ file: "bomb.yaml", text: bomb })).toThrow(/^bomb\.yaml: /);
});

test("a card and a file of results are told apart", () => {
  expect(readDocument({ file: "a.yaml", text: cardText() }).kind).toBe("card");
  const results = `paper: { id: p, title: t, year: 2020 }
results:
  - { id: r1, method: FPGM, task: t, accuracy: 0.9, source: "Table 1" }
  - { id: r1, method: FPGM, task: t, accuracy: 0.9, source: "Table 2" }
`;
  expect(() => readDocument({ file: "r.yaml", text: results })).toThrow(
    "r.yaml:4: results.1.id: r1 names two results.",
  );
  const fixed = results.replace(
    '- { id: r1, method: FPGM, task: t, accuracy: 0.9, source: "Table 2"',
    '- { id: r2, algorithm: RL, task: t, accuracy: 0.9, source: "Table 2"',
  );
  expect(readDocument({ file: "r.yaml", text: fixed })).toMatchObject({
    kind: "results",
    value: { results: [{ flags: [] }, {}] },
  });
  expect(() => readDocument({ file: "r.yaml", text: fixed.replace("accuracy: 0.9", "accuracy: 90") })).toThrow(
    /^r\.yaml:3: .*accuracy/,
  );
});
