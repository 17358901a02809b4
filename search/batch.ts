import { type Asked, type Measured, type SearchInput, type Trial, trialOf } from "./trial.ts";

/** How many schemes are asked for together, the first of them being trial `number`. */
export function batchFrom({ batch = 1, trials }: Pick<SearchInput, "batch" | "trials">, number: number): number {
  return Math.min(batch, trials - number + 1);
}

/**
 * Evaluates several schemes side by side, and yields their trials in the order that they were asked
 * for, each as soon as it and all before it are measured.
 *
 * When it ends, early or by an error, no evaluation of it is running any more.
 *
 * @param batch each with its parent's measurement, asked for when the trials before are known
 * @throws what an `evaluate` threw, the first in that order; the signal's reason when stopped
 */
export async function* runBatch(
  { base, evaluate, signal }: Pick<SearchInput, "base" | "evaluate" | "signal">,
  batch: readonly (Asked & { parent: () => Measured | null })[],
): AsyncGenerator<Trial, void, void> {
  signal?.throwIfAborted();
  const running = batch.map(async ({ scheme }) => evaluate(scheme));
  const settled = Promise.allSettled(running); // also keeps a later failure from being nobody's
  try {
    for (const [i, { parent, ...asked }] of batch.entries()) {
      const answer = await running[i]!;
      if (answer.state === "failed") signal?.throwIfAborted();
      yield trialOf(base, asked, parent(), answer);
    }
  } finally {
    await settled;
  }
}
