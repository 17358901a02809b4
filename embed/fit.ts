import { prepareLessons, startLearning } from "./algorithm.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { type EmbedOptions, readOptions } from "./options.ts";
import { noParts, type Parts } from "./parts.ts";
import { type EmbedContext, runPhase } from "./phase.ts";
import type { TransR } from "./transr.ts";
import type { TripleSet } from "./triples.ts";

/**
 * TransR alone, on triples of any kind that were split elsewhere: all `epochs`, no experience, the
 * vectors of the last one. The same code as in `learn`, for the graphs that other implementations are
 * measured on.
 *
 * @param parts what strategies are sums of; default: nothing, every entity is a row of its own, as in
 *   other implementations
 * @throws EmbedError `bad_options` when an option is unknown or out of range
 * @throws EmbedError `diverged` when a loss is not a finite number
 * @throws the signal's reason when stopped
 */
export async function fitTransR(
  train: TripleSet,
  options: EmbedOptions,
  c: EmbedContext,
  parts: Parts = noParts,
): Promise<TransR> {
  const o = readOptions({ ...options, ablate: "experience" });
  const state = startLearning(train.names, o, c.random, [], parts);
  const at: Checkpoint = { of: "", phase: "learn", state, best: null, log: [], ranked: null };
  const lessons = prepareLessons(state, train, [], () => [], o.ablate, parts);
  await runPhase(
    at,
    lessons,
    { epochs: o.epochs, rate: o.learningRate, transeEpochs: o.transeEpochs, epochsAfter: 0 },
    o,
    c,
  );
  return at.state.model;
}
