import fc from "fast-check";
import { expect, test } from "vitest";
import { type AuditedResult, contradictions } from "../../../ingest/index.ts";
import { result } from "./audit-results.ts";

const good = result({ id: "a/r", paper: "a", baseAccuracy: 0.9359, accuracy: 0.9336, fr: 0.526 });
const bad = result({ id: "b/r", paper: "b", baseAccuracy: 0.9104, accuracy: 0.8824, pr: 0.3852, fr: 0.3654 });
const deltas = (...results: AuditedResult[]) => contradictions(results).map(({ delta }) => Number(delta.toFixed(4)));

test("one paper loses more for less: the part that the baselines do not explain, in words too", () => {
  const [pair, ...none] = contradictions([good, bad]);
  expect(none).toEqual([]);
  expect(pair).toMatchObject({ from: "a/r", to: "b/r", rule: "moreLostForLess", delta: expect.closeTo(0.0257, 6) });
  expect(pair?.why).toMatch(
    /SFP on resnet56 on cifar10: 91.04 % → 88.24 % at PR 38.5 %, FR 36.5 % \(b, Table 1, row 1\), but 93.59 %/,
  );
  expect(pair?.why).toMatch(/leave 2.57 points unexplained/);
});

test("what is not comparable is no contradiction", () => {
  const others: Partial<AuditedResult>[] = [
    { paper: "a" }, // a paper may report what it likes of its own runs
    { method: "NS" },
    { method: null },
    { variant: "not tuned after pruning" },
    { baseAccuracy: null },
    { accuracy: null },
    { pr: null, fr: null },
    { fr: 0.55 }, // removes more
    { task: { ...bad.task, dataset: "cifar100" } },
    { task: { ...bad.task, network: "resnet110", networkName: "ResNet-110" } },
    { task: { ...bad.task, network: "x", networkName: "ResNet-56 twice as wide", parameters: 3_600_000 } },
  ];
  for (const other of others) expect(deltas(good, { ...bad, ...other }), JSON.stringify(other)).toEqual([]);
  const [a, b] = [{ settings: { HP1: 0.1 } }, { settings: { HP1: 0.5 } }];
  expect(deltas({ ...good, ...a }, { ...bad, ...b })).toEqual([]);
  expect(deltas({ ...good, ...a }, { ...bad, ...a })).toEqual([0.0257]);
  expect(deltas(good, { ...bad, fr: 0.546 })).toEqual([0.0257]); // 2 % more is as good as the same
});

test("variants of one network are compared: one family, and of a size", () => {
  const named = (network: string, networkName: string) => ({
    task: { ...bad.task, network, networkName, parameters: 853_018, flops: 250_971_392 },
  });
  const plain = { ...good, task: { ...good.task, networkName: "ResNet-56" } };
  expect(deltas(plain, { ...bad, ...named("resnet56-identity", "ResNet-56 with identity shortcuts") })).toEqual([
    0.0257,
  ]);
  expect(deltas(plain, { ...bad, ...named("resnet50-odd", "ResNet-50 of that size") })).toEqual([]);
});

test("a point is the least that contradicts, and baselines explain from none to all of their difference", () => {
  const pair = (base: [number, number], after: [number, number]) =>
    deltas(
      { ...good, baseAccuracy: base[0], accuracy: after[0] },
      { ...bad, baseAccuracy: base[1], accuracy: after[1] },
    );
  expect(pair([0.93, 0.93], [0.93, 0.92])).toEqual([]);
  expect(pair([0.93, 0.93], [0.93, 0.9199])).toEqual([0.0101]);
  expect(pair([0.93, 0.91], [0.93, 0.905])).toEqual([]); // 2.5 points apart, 2 of them by the baselines
  expect(pair([0.93, 0.91], [0.93, 0.895])).toEqual([0.015]);
  expect(pair([0.91, 0.93], [0.91, 0.895])).toEqual([0.015]); // the better baseline explains no worse result
});

test("a row that its own paper outdoes, as one before fine-tuning, is not what the paper claims", () => {
  const raw = { ...bad, id: "b/raw", accuracy: 0.1 };
  const tuned = { ...bad, id: "b/tuned", accuracy: 0.9 };
  expect(deltas(good, raw)).toEqual([0.8081]);
  expect(deltas(good, raw, tuned)).toEqual([]);
  expect(deltas(good, raw, { ...tuned, fr: 0.2 })).toEqual([0.8081]); // it removes less
});

const published = fc.record({
  paper: fc.constantFrom("a", "b", "c"),
  method: fc.constantFrom("SFP", "NS", null),
  network: fc.constantFrom("resnet56", "vgg16"),
  baseAccuracy: fc.option(fc.double({ min: 0.8, max: 0.95, noNaN: true })),
  accuracy: fc.double({ min: 0.6, max: 0.95, noNaN: true }),
  pr: fc.option(fc.double({ min: 0, max: 0.9, noNaN: true })),
  fr: fc.option(fc.double({ min: 0, max: 0.9, noNaN: true })),
});
/** Some results, and the same in another order. */
const many = fc
  .array(published, { maxLength: 14 })
  .map((rows) =>
    rows.map(({ network, ...row }, at) =>
      result({ ...row, id: `${row.paper}/${at}`, task: { ...result().task, network } }),
    ),
  )
  .chain((results) => fc.tuple(fc.constant(results), fc.shuffledSubarray(results, { minLength: results.length })));

test("the order of results changes nothing, and results of other papers, methods and networks change no pair", () => {
  fc.assert(
    fc.property(many, ([results, shuffled]) => {
      const pairs = contradictions(results);
      const name = ({ from, to, delta }: (typeof pairs)[number]) => `${from} ${to} ${delta}`;
      expect(contradictions(shuffled).map(name).sort()).toEqual(pairs.map(name).sort());
      const byId = new Map(results.map((each) => [each.id, each]));
      for (const { from, to, delta } of pairs) {
        const [a, b] = [byId.get(from)!, byId.get(to)!];
        expect(from < to).toBe(true);
        expect(a.paper).not.toBe(b.paper);
        expect([a.method, a.task.network]).toEqual([b.method, b.task.network]);
        expect(delta).toBeGreaterThan(0.01);
        // Never more than the accuracies differ, nor explained by the baselines.
        const [after, before] = [a.accuracy! - b.accuracy!, a.baseAccuracy! - b.baseAccuracy!];
        expect(delta).toBeLessThanOrEqual(Math.abs(after) + 1e-12);
        expect(Math.abs(after - before) + 1e-12).toBeGreaterThanOrEqual(delta);
      }
      const two = results.filter(({ paper }) => paper !== "c");
      const untouched = pairs.filter(({ from, to }) => !from.startsWith("c") && !to.startsWith("c"));
      expect(contradictions(two).map(name).sort()).toEqual(untouched.map(name).sort());
    }),
    { numRuns: 500 },
  );
});
