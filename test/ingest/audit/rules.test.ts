import { describe, expect, test } from "vitest";
import { type AuditedResult, audit, rules, type Severity } from "../../../ingest/index.ts";
import { result } from "./audit-results.ts";

type Changes = Partial<AuditedResult>;
/** Rule, what is said of the results outside, results just inside, results just outside. */
type Case = [rule: string, severity: Severity, inside: Changes[], outside: Changes[], says: RegExp];

const other = { id: "other/r1", paper: "other" };
const lowRank = ["Low-rank filter approximation based on filter basis"];
const task = result().task;

const cases: Case[] = [
  [
    "printedAr",
    "error",
    [{ accuracy: 0.9201, printedAr: -0.0105 }],
    [{ accuracy: 0.9201, printedAr: -0.0224 }],
    /AR of -2.24 %/,
  ],
  // The AR is -1.06452 %: rounded -1.06 %, and -1.07 % where digits are cut off.
  [
    "printedAr",
    "note",
    [{ accuracy: 0.920112, baseAccuracy: 0.930013, printedAr: -0.0106 }],
    [{ accuracy: 0.920112, baseAccuracy: 0.930013, printedAr: -0.0107 }],
    /cut off/,
  ],
  [
    "printedDelta",
    "error",
    [{ accuracy: 0.9217, baseAccuracy: 0.9326, printedDelta: -0.0109 }],
    [{ accuracy: 0.9217, baseAccuracy: 0.9326, printedDelta: -0.0009 }],
    /-1.09 points/,
  ],
  [
    "printedDelta",
    "error",
    [{ accuracy: 0.9336, baseAccuracy: 0.9359, printedDelta: -0.0023 }],
    [{ accuracy: 0.9336, baseAccuracy: 0.9359, printedDelta: 0.0023 }],
    /sign is turned/,
  ],
  // 0.53 M of 0.85 M: 0.535 of 0.845 to 0.525 of 0.855, so PR is 36.69 to 38.60 %.
  [
    "pr",
    "error",
    [
      { parameters: 530_000, baseParameters: 850_000, pr: 0.386 },
      { parameters: 530_000, baseParameters: 850_000, pr: 0.3669 },
    ],
    [
      { parameters: 530_000, baseParameters: 850_000, pr: 0.3862 },
      { parameters: 530_000, baseParameters: 850_000, pr: 0.3667 },
    ],
    /0.53 M parameters after and the printed 0.85 M/,
  ],
  [
    "pr",
    "note",
    [{ parameters: 1_380_000, baseParameters: 4_110_000, pr: 0.663 }],
    [{ parameters: 1_380_000, baseParameters: 4_110_000, pr: 0.662 }],
    /cut off/,
  ],
  [
    "pr",
    "doubtful",
    [{ parameters: 530_000, pr: 0.4116 }],
    [{ parameters: 530_000, pr: 0.4174 }],
    /0.9008 M of this task/,
  ],
  [
    "fr",
    "error",
    [{ flops: 62_720_000, baseFlops: 125_490_000, flopsConvention: "MACs", fr: 0.5002 }],
    [{ flops: 62_720_000, baseFlops: 125_490_000, flopsConvention: "MACs", fr: 0.5023 }],
    /FR of 50.23 %/,
  ],
  [
    "fr",
    "doubtful",
    [
      { flops: 134_445_000, fr: 0.5 },
      { flops: 134_445_000, flopsConvention: "unstated", fr: 0.3 },
    ],
    [{ flops: 134_445_000, fr: 0.5123 }],
    /of this task/,
  ],
  [
    "countedTwoWays",
    "error",
    [{ flops: 60_000_000, baseFlops: 240_000_000, fr: 0.75 }],
    [
      { flops: 60_000_000, baseFlops: 240_000_000, fr: 0.5 },
      { flops: 60_000_000, baseFlops: 125_000_000, fr: 0.76 },
    ],
    /counts multiply-accumulates, the other FLOPs/,
  ],
  [
    "impossible",
    "error",
    [{ accuracy: 1, baseAccuracy: 0.5, pr: 0.9999 }],
    [{ accuracy: 1.01 }, { baseAccuracy: -0.1 }, { pr: 1.01 }, { fr: 1.2 }],
    /outside 0 to 100 %|leaves fewer than no/,
  ],
  [
    "chance",
    "doubtful",
    [{ accuracy: 0.1001 }],
    [{ accuracy: 0.1 }, { baseAccuracy: 0.05 }],
    /guessing among 10 classes/,
  ],
  [
    "grew",
    "error",
    [
      { pr: 0, target: 0.3 },
      { parameters: 860_000, baseParameters: 850_000, pr: 0.01 },
    ],
    [
      { pr: -0.02, target: 0.3 },
      { parameters: 920_000, baseParameters: 850_000, pr: 0.4 },
    ],
    /asked for|with a printed PR/,
  ],
  [
    "grew",
    "doubtful",
    [{ flops: 268_900_000 }],
    [{ flops: 270_890_000 }, { fr: -0.1 }, { parameters: 1_100_000, baseParameters: 800_000 }],
    /than before|and 0.8 M before|and 268.9 M before/,
  ],
  [
    "tooFewFlops",
    "doubtful",
    [
      { flops: 1_800_000, parameters: 900_762 },
      { flops: 901_000, parameters: 900_762, flopsConvention: "unstated" },
    ],
    [
      { flops: 1_600_000, parameters: 900_762 },
      { flops: 800_000, parameters: 900_762, flopsConvention: "MACs" },
    ],
    /can't use/,
  ],
  // 268.89 M FLOPs are known, 134.445 M as multiply-accumulates.
  [
    "flopsConvention",
    "doubtful",
    [{ baseFlops: 125_490_000, flopsConvention: "MACs" }, { baseFlops: 270_000_000 }],
    [{ baseFlops: 125_490_000 }, { baseFlops: 270_000_000, flopsConvention: "MACs" }],
    /about (half|twice)/,
  ],
  [
    "flopsConvention",
    "note",
    [],
    [{ baseFlops: 125_490_000, flopsConvention: "unstated" }],
    /: multiply-accumulates, by/,
  ],
  [
    "knownFlops",
    "note",
    [{ baseFlops: 268_000_000 }, { baseFlops: 125_490_000 }],
    [
      { baseFlops: 125_490_000, flopsConvention: "MACs" },
      { baseFlops: 125_490_000, flopsConvention: "unstated" },
    ],
    /-6.7 %/,
  ],
  ["knownFlops", "doubtful", [], [{ baseFlops: 172_000_000, flopsConvention: "MACs" }], /\+27.9 %/],
  [
    "knownParameters",
    "note",
    [{ baseParameters: 900_000 }, { baseParameters: 900_762 }, { baseParameters: 904_000 }],
    [{ baseParameters: 850_000 }],
    /-5.6 %/,
  ],
  ["knownParameters", "doubtful", [], [{ baseParameters: 1_700_000 }], /\+88.7 %/],
  // Filter bases keep outputs: half as many FLOPs as parameters is the least that is believed.
  [
    "reductionsApart",
    "doubtful",
    [
      { pr: 0.4, fr: 0.7, techniques: lowRank },
      { pr: 0.3621, fr: 0.84 },
    ],
    [
      { pr: 0.4, fr: 0.701, techniques: lowRank },
      { pr: 0.3621, fr: 0.85 },
    ],
    /were all operations counted/,
  ],
  ["prWithoutCounts", "note", [{ pr: 0.4, parameters: 530_000 }], [{ pr: 0.4 }], /in 1 row of this paper/],
  ["frWithoutCounts", "note", [{ fr: 0.4, flops: 160_000_000 }], [{ fr: 0.4 }], /in 1 row of this paper/],
];

const named = cases.map((each) => [`${each[0]}, ${each[1]}: ${each[4].source}`, each] as const);
test.each(named)("%s", (_name, [rule, severity, inside, outside, says]) => {
  const found = (changes: Changes) => audit([result(changes)]).filter((finding) => finding.rule === rule);
  for (const changes of inside) expect(found(changes), JSON.stringify(changes)).toEqual([]);
  for (const changes of outside) {
    const findings = found(changes);
    expect(findings, JSON.stringify(changes)).toHaveLength(1);
    expect(findings[0]).toMatchObject({
      severity,
      paper: "paper",
      result: "paper/r1",
      locator: "Table 1, row 1",
      others: [],
    });
    expect(findings[0]?.sentence).toMatch(says);
    expect(findings[0]?.sentence).not.toMatch(/NaN|undefined|null/);
  }
});

test("a figure that was computed is not judged as a printed one", () => {
  const wrong = { parameters: 530_000, baseParameters: 900_000, pr: 0.9, printedAr: 0.5, printedDelta: 0.3 };
  const found = (derived: string[]) => audit([result({ ...wrong, derived })]).map(({ rule }) => rule);
  expect(found([])).toEqual(expect.arrayContaining(["printedAr", "printedDelta", "pr"]));
  expect(found(["pr", "accuracy"])).not.toEqual(expect.arrayContaining(["pr"]));
  expect(found(["pr", "accuracy"]).filter((rule) => /printed|^pr$/.test(rule))).toEqual([]);
});

test("a result without a figure to judge is not judged", () => {
  const bare = { id: "p/r", paper: "p", locator: "l", task: { id: "t", network: "n", dataset: "d" } };
  expect(audit([bare])).toEqual([]);
  expect(audit([])).toEqual([]);
});

describe("FLOPs of one network that differ by about 2", () => {
  const mixed = (a: Changes, b: Changes) =>
    audit([
      result({ task: { ...task, flops: null }, ...a }),
      result({ id: "paper/r2", task: { ...task, flops: null }, ...b }),
    ]).filter(({ rule }) => rule === "mixedConventions");
  test("in one paper", () => {
    expect(mixed({ baseFlops: 125_490_000 }, { baseFlops: 125_500_000 })).toEqual([]);
    expect(mixed({ baseFlops: 125_490_000 }, { baseFlops: 200_000_000 })).toEqual([]);
    const [finding] = mixed({ baseFlops: 125_490_000 }, { baseFlops: 251_000_000 });
    expect(finding).toMatchObject({ severity: "doubtful", result: "paper/r2", printed: 251e6, recomputed: 125.49e6 });
    const stated = { baseFlops: 125_490_000, flopsConvention: "MACs" } as const;
    expect(mixed(stated, { baseFlops: 251_000_000 })).toEqual([]); // the paper says that it counts in two ways
  });
  test("between papers, where both state how they count", () => {
    const [less, more] = [{ baseFlops: 125_490_000 }, { ...other, baseFlops: 251_000_000 }];
    expect(mixed(less, more)).toHaveLength(1);
    const unstated = { flopsConvention: "unstated" } as const;
    expect(mixed({ ...less, ...unstated }, { ...more, ...unstated })).toEqual([]);
    expect(mixed({ ...less, flopsConvention: "MACs" }, more)).toEqual([]);
  });
});

describe("the accuracy before compression, beside other papers'", () => {
  const baselines = (...values: number[]) =>
    audit(
      values.map((baseAccuracy, at) =>
        result({ id: `p${at}/r`, paper: `p${at}`, accuracy: baseAccuracy, baseAccuracy }),
      ),
    )
      .filter(({ rule }) => rule === "baseline")
      .map(({ paper, recomputed }) => [paper, recomputed]);
  test("is far from theirs, or not", () => {
    expect(baselines(0.93, 0.915)).toEqual([]);
    expect(baselines(0.93, 0.914)).toEqual([["p1", 0.93]]); // of two the weaker one
    expect(baselines(0.9104, 0.93, 0.9359, 0.938)).toEqual([["p0", 0.9359]]);
    expect(baselines(0.97, 0.93, 0.9359, 0.938)).toEqual([["p0", 0.9359]]);
    expect(baselines(0.9104, 0.9104, 0.93)).toEqual([["p2", 0.9104]]);
  });
  test("is one finding for all results with it", () => {
    const weak = [1, 2, 3].map((at) => result({ id: `weak/r${at}`, paper: "weak", baseAccuracy: 0.9 }));
    const findings = audit([...weak, result()]).filter(({ rule }) => rule === "baseline");
    expect(findings).toMatchObject([{ result: "weak/r1", others: ["weak/r2", "weak/r3"] }]);
  });
});

test("the worst comes first, and every rule has a name of its own", () => {
  const findings = audit([result({ fr: 0.4, accuracy: 0.05, pr: 1.2 })]);
  expect(findings.map(({ severity }) => severity)).toEqual(["error", "doubtful", "note", "note"]);
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  const tried = new Set([...cases.map(([rule]) => rule), "mixedConventions", "baseline", "contradiction"]);
  expect(rules.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
});
