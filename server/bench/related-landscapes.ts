import { randomNormal } from "d3-random";
import { type EarlierStudy, earlierSteps, searches, type Trial } from "../../search/index.ts";
import { randomness } from "../randomness.ts";
import { type Effects, type Landscape, landscape, randomEffects } from "./landscape.ts";
import type { Relation } from "./relations.ts";

const target = 0.3;

/** How much of what earlier studies there is. */
export interface EarlierWork {
  relation: Relation;
  studies: number;
  /** Measured steps of each. */
  steps: number;
}

/**
 * Studies of other tasks, run by the progressive search on landscapes of the same strategies as the
 * landscape of a seed. Each task has a scale of AR, an accuracy, and noise of its own (a standard
 * deviation of half a point); "same" is the same task again, with noise; "related" methods do nearly the same there,
 * "unrelated" ones have effects drawn anew, and of "contrary" ones the best are the worst. But for
 * the same task, all have features that are equally alike, so only what is measured can tell.
 *
 * @param seed of the landscape that is searched next
 */
export async function earlierStudies(
  seed: number,
  { relation, studies, steps }: EarlierWork,
  variants = 1,
): Promise<EarlierStudy[]> {
  const done: EarlierStudy[] = [];
  for (let number = 0; number < studies; number++) {
    const random = (...path: (string | number)[]) => randomness(seed)("earlier", relation, number, ...path);
    const trials: Trial[] = [];
    const input = { ...otherTask(seed, relation, number, variants), target, maxLength: 5, mostRemoved: 0.95 };
    for await (const trial of searches.progressive({ ...input, trials: steps, random })) trials.push(trial);
    const complete = trials.filter((trial) => trial.state === "complete");
    done.push({ name: `${relation} ${number}`, apart: relation === "same" ? 0 : 0.5, steps: earlierSteps(complete) });
  }
  return done;
}

/** The landscape of another task. */
function otherTask(seed: number, relation: Relation, number: number, variants: number): Landscape {
  const source = randomness(seed)("other task", relation, number);
  const normal = randomNormal.source(source)();
  const scale = Math.exp(0.4 * normal());
  const accuracy = relation === "same" ? 0.9 : 0.8 + 0.15 * source();
  const change = (effects: Effects) => {
    if (relation === "same") return effects;
    const { harm, recovery, yields, after } = changeOf[relation](effects, source);
    return {
      harm: scale * harm * Math.exp(0.25 * normal()),
      recovery: within(recovery + 0.08 * normal(), 0, 1),
      yields: within(yields + 0.05 * normal(), 0.5, 1),
      after: after.map((times) => times * Math.exp(0.15 * normal())),
    };
  };
  const made = landscape(randomness(seed)("landscape"), { variants, change, accuracy });
  return {
    ...made,
    async evaluate(scheme) {
      const outcome = await made.evaluate(scheme);
      if (outcome.state === "failed") return outcome;
      const noise = randomNormal.source(randomness(seed)("noise", relation, number, ...scheme))(0, 0.005)();
      return { ...outcome, accuracy: within(outcome.accuracy + noise, 0, 1) };
    },
  };
}

const changeOf: Record<Exclude<Relation, "same">, (effects: Effects, source: () => number) => Effects> = {
  related: (effects) => effects,
  unrelated: (_, source) => randomEffects(source),
  contrary: ({ harm, recovery, yields, after }) => ({
    harm: 0.7 - harm,
    recovery: 1.1 - recovery,
    yields,
    after: after.map((times) => 2.2 - times),
  }),
};

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
