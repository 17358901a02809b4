import { z } from "zod";
import { CompressError } from "../errors.ts";
import { defineOperator, wholeEpochs } from "../operator.ts";
import { candidateFitness, type Fitness } from "../prune/candidate-fitness.ts";
import { dependencyGraph } from "../prune/dependency-graph.ts";
import { removalGoal, targetUnits } from "../prune/latency-target.ts";
import { evolveRankings, rankedScores } from "../prune/ranking.ts";
import { chooseOrNote, chooseRounded, distanceTo } from "../prune/removal.ts";
import { scoreNames, scores } from "../prune/scores/index.ts";
import { removeChannels } from "../prune/surgery.ts";
import { roundedTo } from "../prune/width-limits.ts";

/**
 * Learns by evolution how the channels of different layers compare, then prunes the lowest over the
 * whole network.
 *
 *   worth of channel i of group l = scale_l · score_i + shift_l
 *
 * A ranking is judged by the loss of the network pruned by it on a fixed sample of training images.
 * Best is the fittest that was ever tried; as the plain scores are among the tried, it is never
 * less fit than they are.
 * Source: Chin et al., "Towards Efficient Model Compression via Learned Global Ranking", CVPR 2020,
 * arXiv:1904.12368; `generations` is HP7 of the paper's Table 1, the score HP8, `atMostPerLayer`
 * HP6.
 * Differs: the budget is parameters by default, as in AutoMC; batch norms are recalibrated before a
 * candidate is judged, in place of tuning it, unless `tuneSteps` is set otherwise; coupled channels
 * have one score; a candidate that misses the target by more than the plain scores do is not
 * judged, as leaving more would look fitter.
 */
export const evolveRanking = defineOperator({
  id: "evolveRanking",
  params: z.strictObject({
    score: z.enum(scoreNames).default("l2Squared"), //          what is rescaled layer by layer
    generations: z.number().min(0).max(100), //                 x E0, rounded, at least one
    perGeneration: z.int().min(1).max(1_000).default(1), //     rankings tried in each
    population: z.int().min(1).max(1_000).optional(), //        default: a quarter of all that are tried, 64 at most
    tournament: z.int().min(1).max(1_000).optional(), //        default: a quarter of the population
    mutatedShare: z.number().min(0).max(1).default(0.1), //     share of the groups that a child changes, at least one
    images: z.int().min(1).max(1_000_000).default(256), //      training images that a ranking is judged on
    tuneSteps: z.int().min(0).max(10_000).default(0), //        training steps before that
    remove: z.number().min(0).max(1), //                        fraction of the original's
    of: z.enum(targetUnits).default("parameters"), //           parameters, FLOPs or latency
    atMostPerLayer: z.number().min(0).max(1).default(0.9), //   fraction of the channels a layer has now
    roundTo: z.int().min(1).max(1_024).optional(), //           widths become multiples; default 8 where the target allows it
  }),
  async apply(model, params, context) {
    const { score, generations, perGeneration, population, tournament, mutatedShare, remove, of, ...rest } = params;
    const { images, tuneSteps, ...others } = rest;
    const limits = { allocation: "global" as const, ...others, ...roundedTo(others, context) };
    const graph = dependencyGraph(model, context.widths?.keep);
    const worth = scores[score]({ model, graph, random: context.random, data: context.data });
    const goal = await removalGoal({ model, graph, scores: worth, remove, of, limits }, context, "evolveRanking");
    const target = { ...limits, ...goal };
    const plain = chooseOrNote(graph, worth, target, { original: context.original }, "evolveRanking");
    const farthest = Math.max(target.within, distanceTo(target, plain));

    const judge = candidateFitness(model, graph, { images, tuneSteps }, context);
    const epochs = wholeEpochs(generations, context.original);
    const candidates = epochs * perGeneration;
    let fittest: Fitness = { loss: Number.POSITIVE_INFINITY, accuracy: 0 };
    const { best } = await evolveRankings(
      worth,
      { candidates, population, tournament, mutatedShare, random: context.random },
      async (ranking, candidate) => {
        if (context.signal?.aborted)
          throw new CompressError("aborted", `The evolution was ended before ranking ${candidate + 1}.`, {
            cause: context.signal.reason,
          });
        const choice = chooseRounded(graph, rankedScores(worth, ranking), target);
        if (distanceTo(target, choice) > farthest) return Number.POSITIVE_INFINITY;
        const fitness = await judge(choice.cuts);
        if (fitness.loss < fittest.loss) fittest = fitness;
        const progress = { epoch: Math.floor(candidate / perGeneration) + 1, epochs };
        context.report?.({ ...progress, step: candidate + 1, steps: candidates, ...fittest });
        return fitness.loss;
      },
    );
    const { cuts } = chooseOrNote(graph, rankedScores(worth, best), target, context, "evolveRanking");
    context.onCuts?.(cuts);
    return removeChannels(model, cuts, graph);
  },
});
