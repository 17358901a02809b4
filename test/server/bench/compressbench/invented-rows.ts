import fc from "fast-check";
import { ids } from "../../../../graph/index.ts";
import type { StepRecord } from "../../../../server/bench/step-record.ts";
import { randomness } from "../../../../server/randomness.ts";

const fraction = fc.double({ min: 0, max: 1, noNaN: true });
const figures = fc.record({
  parameters: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  flops: fc.double({ min: 1, max: 1e12, noNaN: true }),
  validationAccuracy: fraction,
  testAccuracy: fraction,
});
const words = fc.string({ minLength: 1, maxLength: 12 });
const strategy = fc
  .constantFrom("NS(HP1=0.1)", "SFP(HP2=0.2)", "HOS(HP1=0.5,HP12=k34)")
  .map((id) => ids.strategy.parse(id));
const seconds = fc.double({ min: 0, max: 1e6, noNaN: true });

/** Any row that the table may hold. */
export const anyRow: fc.Arbitrary<StepRecord> = fc
  .record({
    key: words,
    task: words,
    network: words,
    dataset: words,
    seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    scheme: fc.array(strategy, { minLength: 1, maxLength: 5 }),
    method: fc.constantFrom("NS", "SFP"),
    settings: fc.record(
      { HP1: fc.double({ min: 0, max: 1, noNaN: true }), HP8: fc.constantFrom("l1", 'a "word", with commas') },
      { requiredKeys: [] },
    ),
    original: figures,
    before: figures,
    after: figures,
    stages: fc.array(
      fc.tuple(figures, words, seconds).map(([of, operator, took]) => ({ ...of, operator, seconds: took })),
      { minLength: 1, maxLength: 4 },
    ),
    curve: fc.option(fc.array(fraction, { minLength: 1, maxLength: 9 }), { nil: undefined }),
    seconds,
    latency: fc.option(
      fc.record({
        ms: fc.double({ min: 0.001, max: 1e3, noNaN: true }),
        originalMs: fc.double({ min: 0.001, max: 1e3, noNaN: true }),
      }),
      { nil: undefined },
    ),
    engineVersion: fc.integer({ min: 1, max: 9 }),
    hardware: words,
  })
  .map(({ curve, latency, stages, ...row }) => ({
    ...row,
    stages: stages.map((stage, at) => (curve && at === stages.length - 1 ? { ...stage, curve } : stage)),
    ...(latency && { latency }),
  }));

/** A task of `inventedRows`. */
export const inventedTask = {
  id: "small/shapes#00000000",
  ...{ network: "small", width: 4, dataset: "shapes", pretrainEpochs: 10 },
  images: { training: 100, validation: 50, test: 50 },
  original: { parameters: 1000, flops: 5000, validationAccuracy: 0.8, testAccuracy: 0.8 },
  features: {
    ...{ categories: 4, imageSize: 8, channels: 1, dataAmount: 200, parameters: 1000, flops: 5000, accuracy: 0.8 },
  },
};

const kinds = ["NS", "SFP"] as const;
const shares = [0.04, 0.2, 0.4];

/** The strategies of `inventedRows`. */
export const inventedStrategies = kinds.flatMap((methodId) =>
  shares.map((share) => ({ methodId, settings: { HP2: share, HP8: share > 0.1 ? "l2" : "l1" } })),
);

/**
 * Steps of a made-up rule: a step removes HP2 of what the original has, and loses accuracy as the
 * square of it, twice as much with SFP; a seed moves accuracies by up to a hundredth.
 */
export function inventedRows(seeds: readonly number[], schemes: number): StepRecord[] {
  const draw = randomness(7)("schemes");
  const chosen = Array.from({ length: schemes }, () =>
    Array.from({ length: 1 + Math.floor(3 * draw()) }, () => inventedStrategies[Math.floor(6 * draw())]!),
  );
  return seeds.flatMap((seed) => chosen.flatMap((scheme) => rowsOfScheme(seed, scheme)));
}

function rowsOfScheme(seed: number, scheme: typeof inventedStrategies): StepRecord[] {
  const { original, id: task } = inventedTask;
  let before: StepRecord["before"] = original;
  return scheme.map(({ methodId, settings }, at) => {
    const names = scheme
      .slice(0, at + 1)
      .map((one) => ids.strategy.parse(`${one.methodId}(HP2=${one.settings.HP2},HP8=${one.settings.HP8})`));
    const noise = 0.02 * (randomness(seed)("noise", ...names)() - 0.5);
    const lost = settings.HP2 ** 2 * (methodId === "SFP" ? 0.4 : 0.2);
    const accuracy = Math.max(0, before.testAccuracy - lost + noise);
    const after = {
      parameters: Math.max(10, before.parameters - Math.round(settings.HP2 * original.parameters)),
      flops: Math.max(50, before.flops - settings.HP2 * original.flops),
      validationAccuracy: accuracy,
      testAccuracy: accuracy,
    };
    const row: StepRecord = {
      ...{ key: `${seed} ${names.join()}`, task, network: "small", dataset: "shapes", seed },
      ...{ scheme: names, method: methodId, settings, original, before, after },
      stages: [{ ...after, operator: "prune", seconds: 1, curve: [accuracy] }],
      ...{ seconds: 1 + settings.HP2, engineVersion: 5, hardware: "none" },
    };
    before = after;
    return row;
  });
}
