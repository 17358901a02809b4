import type { Experience } from "../graph/index.ts";
import { groupExperience, strategiesIn } from "./agreement.ts";
import type { Lessons } from "./algorithm.ts";
import { emptyGradient, experienceStep, startExperienceOptimiser } from "./experience.ts";
import type { EmbedSettings } from "./options.ts";
import type { Sums } from "./parts.ts";
import type { LearntExperience } from "./predictor.ts";
import { addUp, type Frozen } from "./sums.ts";
import { taskVector } from "./task.ts";
import type { TransR } from "./transr.ts";
import type { TripleSet } from "./triples.ts";

/** What NN_exp, which stays as it is, teaches new strategies. */
export interface NewLessons extends Pick<Lessons, "groups" | "strategies" | "gradient"> {
  net: LearntExperience["net"];
}

/** Prepares them from results of new methods, whose strategies are in `all`. */
export function newLessons(
  { net, taskScale }: LearntExperience,
  rows: readonly Experience[],
  all: TripleSet,
): NewLessons {
  const { groups } = groupExperience(rows, all, ({ task }) => taskVector(task, taskScale));
  const strategies = strategiesIn(groups, all.names);
  return { net, groups, strategies, gradient: emptyGradient(net, strategies.length) };
}

/**
 * NN_exp's passes of an epoch: they move the new vectors, through their parts, to where the network
 * expects what was published. The returned function adds up the sums and returns Eq. 3 before the
 * last pass; 0 without results.
 */
export function teacher(model: TransR, { net, groups, strategies, gradient }: NewLessons, o: EmbedSettings) {
  const { dim } = model;
  const counts = { entities: model.entities.length / dim, parts: model.parts.length / dim };
  const optimiser = startExperienceOptimiser(net, counts, o.experienceRate);
  return (sums: Sums, frozen: Frozen): number => {
    if (groups.length === 0) return 0;
    let loss = 0;
    for (let pass = 0; pass < o.experienceSteps; pass++)
      loss = experienceStep(net, optimiser, model, groups, strategies, gradient, sums, frozen);
    addUp(model, sums);
    return loss;
  };
}
