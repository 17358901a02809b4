import { randomNormal } from "d3-random";
import { ids } from "../../graph/index.ts";
import type { Candidate, Measured, SearchInput } from "../../search/index.ts";

const methods = 6;
const tuneEpochs = [0.1, 0.2, 0.3, 0.4, 0.5]; // HP1 of Table 1
const removals = [0.04, 0.12, 0.2, 0.36, 0.4]; // HP2 of Table 1
const width = 32;

/** A made-up compression task: strategies of 6 methods, and a formula in place of training. */
export type Landscape = Pick<SearchInput, "candidates" | "base" | "task" | "evaluate" | "earlier">;

/** What a method of a landscape does. */
export interface Effects {
  /** Accuracy lost per parameter share cut. */
  harm: number;
  /** The share of the loss that the longest tuning wins back. */
  recovery: number;
  /** The share of the asked removal that happens. */
  yields: number;
  /** Harm after each method. */
  after: number[];
}

/**
 * A landscape with the structure that a search is meant to use: what a strategy does depends on its
 * method and settings, which its vector shows (with noise), and on what ran before: cutting a small
 * network hurts more, a method repeated hurts more than one that complements the last, tuning wins
 * back a part of what was lost. It was made for tests and comparisons; it is no network.
 *
 * @param random in [0, 1); equal sources make equal landscapes
 * @param variants strategies of each method, share and epochs, which differ by a setting without
 *   effect: 150 · variants strategies
 * @param change what the methods of another task do with the same strategies; by default the same
 * @param accuracy the original model's, A(M)
 * @param costs whether schemes also have a cost, which falls by a yield of each method's own
 */
export function landscape(
  random: () => number,
  {
    variants = 1,
    change = (effects) => effects,
    accuracy = 0.9,
    costs = false,
  }: { variants?: number; change?: (effects: Effects) => Effects; accuracy?: number; costs?: boolean } = {},
): Landscape {
  const normal = randomNormal.source(random)(0, 1 / Math.sqrt(width));
  const direction = () => Array.from({ length: width }, () => normal());
  const tuneDirection = direction();
  const removeDirection = direction();
  const kinds = Array.from({ length: methods }, () => ({
    direction: direction(),
    ...change(randomEffects(random)),
  }));
  const strategies = kinds.flatMap((kind, method) =>
    tuneEpochs.flatMap((tune) =>
      removals.flatMap((remove) =>
        Array.from({ length: variants }, (_, variant) => {
          const other = variants > 1 ? `,HP6=${variant}` : "";
          const id = ids.strategy.parse(`M${method}(HP1=${tune},HP2=${remove}${other})`);
          return { id, kind, method, tune, remove, variant };
        }),
      ),
    ),
  );
  const candidates: Candidate[] = strategies.map(({ id, kind, method, tune, remove, variant }) => ({
    id,
    method: `M${method}`,
    settings: [(tune - 0.1) / 0.4, (remove - 0.04) / 0.36, variant / Math.max(1, variants - 1)],
    share: remove,
    epochs: tune,
    vector: Float32Array.from(
      { length: width },
      (_, i) =>
        kind.direction[i]! +
        2 * (tune - 0.3) * tuneDirection[i]! +
        2.5 * (remove - 0.22) * removeDirection[i]! +
        0.2 * normal(),
    ),
  }));
  const costYields = kinds.map(() => 0.3 + 1.1 * random()); // drawn last, so that all else is the same without
  const byId = new Map(strategies.map((strategy) => [strategy.id, strategy]));
  const base: Measured = { accuracy, parameters: 100_000, ...(costs && { cost: 1e6 }) };
  return {
    candidates,
    base,
    task: [0.1, -0.3, 0, 0.5, 0.2, -0.1, 0.9],
    async evaluate(scheme) {
      let kept = 1;
      let cost = 1e6;
      let lost = 0;
      let last: number | undefined;
      for (const id of scheme) {
        const { kind, method, tune, remove } = byId.get(id)!;
        const cut = Math.min((kind.yields * remove) / kept, 0.9); // of what is left
        const fatigue = last === undefined ? 1 : kind.after[last]! * (last === method ? 1.3 : 1);
        lost += kind.harm * fatigue * cut ** 1.5 * (1 + 2 * (1 - kept));
        lost = lost * (1 - kind.recovery * 2 * tune) - 0.004 * tune; // tuning alone gains a little
        kept *= 1 - cut;
        cost *= 1 - Math.min(costYields[method]! * cut, 0.9);
        last = method;
      }
      const accuracy = Math.min(1, Math.max(0.1, base.accuracy * (1 - lost)));
      return {
        state: "complete",
        accuracy,
        parameters: Math.max(1, Math.round(base.parameters * kept)),
        ...(costs && { cost }),
      };
    },
  };
}

/** What a method does, drawn from a source of numbers in [0, 1). */
export function randomEffects(random: () => number): Effects {
  const between = (low: number, high: number) => low + (high - low) * random();
  return {
    harm: between(0.1, 0.6),
    recovery: between(0.2, 0.9),
    yields: between(0.7, 1),
    after: Array.from({ length: methods }, () => between(0.6, 1.6)),
  };
}
