import { group } from "d3-array";
import { pairedPValue } from "../paired.ts";
import { type Estimate, estimate } from "../score-steps.ts";
import type { StepRecord } from "../step-record.ts";

/** The mean of paired differences, and how probable one as large is by chance. */
export interface Effect extends Estimate {
  pairs: number;
  /** Two-sided, by random changes of signs. */
  p: number;
}

/** What the order of two strategies changes, with all else the same. */
export interface OrderEffects {
  /** AR with the one that removes less first, minus AR in the other order; and the same of PR. */
  weakerFirst: { ar: Effect; pr: Effect };
  /** Of two methods: AR with `first` before `second`, minus AR in the other order. */
  methods: ({ first: string; second: string } & Effect)[];
  /** What the same strategy changes of AR as a second step, minus as the first. */
  asSecond: ({ method: string } & Effect)[];
}

/**
 * Compares rows that differ in the order of their two steps alone: same task, seed and strategies.
 * All accuracies are of test data, over the original's.
 */
export function orderEffects(rows: readonly StepRecord[]): OrderEffects {
  const known = new Map(rows.map((row) => [nameOf(row.task, row.seed, row.scheme), row]));
  const pairs = rows.flatMap((row) => {
    const { task, seed, scheme } = row;
    if (scheme.length !== 2) return [];
    const swapped = known.get(nameOf(task, seed, scheme.toReversed()));
    const first = known.get(nameOf(task, seed, scheme.slice(0, 1)));
    const other = known.get(nameOf(task, seed, scheme.slice(1)));
    return swapped && first && other ? [{ row, swapped, first, other }] : [];
  });
  const weaker = pairs.filter(({ first, other }) => shareOf(first) < shareOf(other));
  const methods = pairs
    .filter(({ first, other }) => first.method < other.method)
    .map(({ row, swapped, first, other }) => ({
      ...{ first: first.method, second: other.method },
      gain: arOf(row) - arOf(swapped),
    }));
  const asSecond = pairs.map(({ row, first, other }) => ({
    method: other.method,
    gain: arOf(row) - arOf(first) - arOf(other),
  }));
  return {
    weakerFirst: {
      ar: effect(weaker.map(({ row, swapped }) => arOf(row) - arOf(swapped))),
      pr: effect(weaker.map(({ row, swapped }) => prOf(row) - prOf(swapped))),
    },
    methods: [...group(methods, ({ first, second }) => `${first} ${second}`).values()].map((of) => {
      const found = effect(of.map(({ gain }) => gain));
      const [one] = of;
      const { first, second } = one!;
      return found.mean >= 0
        ? { first, second, ...found }
        : { first: second, second: first, ...found, mean: -found.mean };
    }),
    asSecond: [...group(asSecond, ({ method }) => method)].map(([method, of]) => ({
      method,
      ...effect(of.map(({ gain }) => gain)),
    })),
  };
}

function effect(differences: readonly number[]): Effect {
  if (differences.length === 0) return { mean: 0, standardError: 0, pairs: 0, p: 1 };
  return { ...estimate(differences), pairs: differences.length, p: pairedPValue(differences) };
}

/** The share that a strategy was set to remove; what it did remove where it has no such setting. */
function shareOf(row: StepRecord): number {
  const { HP2 } = row.settings;
  return typeof HP2 === "number" ? HP2 : prOf(row);
}

const arOf = ({ after, original }: StepRecord) => after.testAccuracy / original.testAccuracy - 1;
const prOf = ({ after, original }: StepRecord) => 1 - after.parameters / original.parameters;

function nameOf(task: string, seed: number, scheme: readonly string[]): string {
  return JSON.stringify([task, seed, scheme]);
}
