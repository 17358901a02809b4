import { describe, expect, test } from "vitest";
import { orderEffects } from "../../../../server/bench/compressbench/order-effects.ts";
import type { StepRecord } from "../../../../server/bench/step-record.ts";
import { inventedRows } from "./invented-rows.ts";

const [sample] = inventedRows([1], 1) as [StepRecord];

/** A row of two methods' strategies with this AR; shares are 0.1 for A and 0.4 for B. */
function row(seed: number, scheme: string[], ar: number): StepRecord {
  const last = scheme.at(-1)!;
  return {
    ...sample,
    ...{ key: `${seed} ${scheme}`, seed, scheme: scheme as StepRecord["scheme"], method: last.split("(")[0]! },
    settings: { HP2: last.startsWith("A") ? 0.1 : 0.4 },
    after: { ...sample.original, testAccuracy: sample.original.testAccuracy * (1 + ar) },
  };
}
const [a, b] = ["A(HP2=0.1)", "B(HP2=0.4)"];
const pair = (seed: number, ab: number, ba: number) => [
  ...[row(seed, [a], -0.01), row(seed, [b], -0.05)],
  ...[row(seed, [a, b], ab), row(seed, [b, a], ba)],
];

describe("what the order changes", () => {
  test("a pair counts once, the weaker first, whichever way the rows lie", () => {
    const rows = [...pair(1, -0.08, -0.1), ...pair(2, -0.06, -0.1), ...pair(3, -0.07, -0.1)];
    for (const order of [rows, rows.toReversed()]) {
      const { weakerFirst, methods, asSecond } = orderEffects(order);
      expect(weakerFirst.ar).toMatchObject({ pairs: 3, mean: expect.closeTo(0.03, 9) });
      expect(weakerFirst.pr).toMatchObject({ pairs: 3, mean: 0, p: 1 });
      expect(methods).toEqual([expect.objectContaining({ first: "A", second: "B", mean: expect.closeTo(0.03, 9) })]);
      const second = Object.fromEntries(asSecond.map(({ method, mean }) => [method, mean]));
      expect(second).toEqual({ A: expect.closeTo(-0.04, 9), B: expect.closeTo(-0.01, 9) });
    }
  });

  test("the better order is named first, and a scheme without its counterpart counts nothing", () => {
    const { methods } = orderEffects(pair(1, -0.2, -0.1));
    expect(methods).toEqual([expect.objectContaining({ first: "B", second: "A", mean: expect.closeTo(0.1, 9) })]);
    for (const missing of [0, 1, 2, 3]) {
      const { weakerFirst } = orderEffects(pair(1, -0.2, -0.1).toSpliced(missing, 1));
      expect(weakerFirst.ar.pairs).toBe(0);
    }
  });
});
