import fc from "fast-check";
import { expect, test } from "vitest";
import { type AuditedResult, audit } from "../../../ingest/index.ts";
import { result } from "./audit-results.ts";

const digits = fc.integer({ min: 2, max: 5 });
/** A fraction as papers print it: at least whole per cents. */
const fixed = (value: number, places: number) => Number(value.toFixed(places));
/** A count as papers print it: `0.53 M`. */
const significant = (value: number, places: number) => Number(value.toPrecision(places));

/** What a network really is before and after, and to how many digits a paper prints it. */
const truth = fc.record({
  base: fc.double({ min: 0.2, max: 0.999, noNaN: true }),
  after: fc.double({ min: 0.15, max: 0.999, noNaN: true }),
  parameters: fc.integer({ min: 100_000, max: 150_000_000 }),
  kept: fc.double({ min: 0.02, max: 1, noNaN: true }),
  flops: fc.integer({ min: 2_000_000_000, max: 40_000_000_000 }),
  keptFlops: fc.double({ min: 0.3, max: 1, noNaN: true }),
  convention: fc.constantFrom("MACs" as const, "2xMACs" as const, "unstated" as const),
  places: fc.record({ accuracy: digits, ar: digits, delta: digits, count: digits, pr: digits, fr: digits }),
});
type Truth = typeof truth extends fc.Arbitrary<infer T> ? T : never;

/** The truth as a paper prints it, every figure rounded by itself. */
function printed({ base, after, parameters, kept, flops, keptFlops, convention, places }: Truth): AuditedResult {
  return result({
    task: { id: "net/data", network: "net", dataset: "data" },
    accuracy: fixed(after, places.accuracy),
    baseAccuracy: fixed(base, places.accuracy),
    printedAr: fixed((after - base) / base, places.ar),
    printedDelta: fixed(after - base, places.delta),
    parameters: significant(parameters * kept, places.count),
    baseParameters: significant(parameters, places.count),
    pr: fixed(1 - kept, places.pr),
    flops: significant(flops * keptFlops, places.count),
    baseFlops: significant(flops, places.count),
    fr: fixed(1 - keptFlops, places.fr),
    flopsConvention: convention,
  });
}

const follow = ["printedAr", "printedDelta", "pr", "fr", "countedTwoWays", "impossible", "grew"];
const judged = (result: AuditedResult) =>
  audit([result])
    .map(({ rule }) => rule)
    .filter((rule) => follow.includes(rule));

test("figures that follow from each other are never flagged, to however few digits each is rounded", () => {
  fc.assert(
    fc.property(truth, (real) => {
      expect(judged(printed(real))).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});

/**
 * All that a number may have been before it was rounded, at its two ends, written out from its
 * digits as text.
 */
function ends(value: number, leastPlaces?: number): [number, number] {
  if (leastPlaces === undefined) {
    const zeros = String(value).length - String(value).replace(/0+$/, "").length;
    return [value - 10 ** zeros / 2, value + 10 ** zeros / 2];
  }
  const places = Math.max(leastPlaces, (String(value).split(".")[1] ?? "").length);
  return [value - 10 ** -places / 2, value + 10 ** -places / 2];
}

/** The slow way to an interval: every combination of ends. */
function possible(a: [number, number], b: [number, number], of: (a: number, b: number) => number): [number, number] {
  const all = a.flatMap((x) => b.map((y) => of(x, y)));
  return [Math.min(...all), Math.max(...all)];
}

const moved = fc.record({
  which: fc.constantFrom("printedAr" as const, "printedDelta" as const, "pr" as const, "fr" as const),
  up: fc.boolean(),
  units: fc.integer({ min: 1, max: 50 }),
});

test("a figure moved beyond what rounding explains is always flagged", () => {
  fc.assert(
    fc.property(truth, moved, (real, { which, up, units }) => {
      const right = printed(real);
      const accuracies = [ends(right.accuracy!, 2), ends(right.baseAccuracy!, 2)] as const;
      const [low, high] = {
        printedAr: possible(...accuracies, (after, base) => after / base - 1),
        printedDelta: possible(...accuracies, (after, base) => after - base),
        pr: possible(ends(right.parameters!), ends(right.baseParameters!), (after, base) => 1 - after / base),
        fr: possible(ends(right.flops!), ends(right.baseFlops!), (after, base) => 1 - after / base),
      }[which];
      const unit = 10 ** -4; // as 12.34 %
      const wrong = up ? Math.ceil(high / unit + 0.51) + units - 1 : Math.floor(low / unit - 0.51) - units + 1;
      const value = fixed(wrong * unit, 4);
      // A zero at the end is lost, so the number counts as printed to fewer digits: then it has to
      // be further away.
      const [from, to] = ends(value, 2);
      fc.pre(up ? from > high + 1e-8 : to < low - 1e-8);
      const findings = judged({ ...right, [which]: value }).filter((rule) => rule !== "impossible" && rule !== "grew");
      expect(findings).toHaveLength(1);
      expect([which, "countedTwoWays"]).toContain(findings[0]);
    }),
    { numRuns: 2_000 },
  );
});

test("a number of few digits is taken for a wide interval, so what is lost in zeros at the end never flags", () => {
  // 79.50 % and 79.5 % are one number; 8.10 M and 8.1 M too.
  expect(judged(result({ accuracy: 0.795, baseAccuracy: 0.9, printedAr: -0.1172 }))).toEqual([]);
  expect(judged(result({ parameters: 8_100_000, baseParameters: 14_770_000, pr: 0.4486 }))).toEqual([]);
});
