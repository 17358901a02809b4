import { recordConfirmations, run, trialsOfStudy } from "../../graph/index.ts";
import { confirmationSeeds, confirmations, type Rerun } from "./confirmation.ts";
import { evaluateScheme, isSchemesFault } from "./evaluate.ts";
import type { StudyEvent } from "./events.ts";
import { studyFront } from "./front.ts";
import { relativeLatency } from "./latency.ts";
import type { EndedStudy } from "./trained-on.ts";

/**
 * Runs the schemes of a study's front again from the original model, each with `seeds` other seeds,
 * and records with their trials what that gave. A front is chosen from many measurements for being
 * high, so part of its first figures is luck; the other runs were not chosen.
 *
 * They are evaluations like any other, each step remembered, so an interruption loses one step.
 *
 * @throws whatever `evaluateScheme` throws, but for a scheme that can't run under another seed.
 */
export async function confirmFront(
  { graph, name, base, target, objective, ...evaluation }: EndedStudy,
  seeds: number,
  onEvent: (event: StudyEvent) => void,
): Promise<void> {
  const front = seeds === 0 ? [] : studyFront(await run(graph, trialsOfStudy, { study: name }), target, objective);
  if (front.length === 0) return;
  onEvent({ type: "confirming", schemes: front.length, seeds });
  const { parameters, flops, testAccuracy, validationAccuracy } = base.card;
  const reruns: Rerun[] = [];
  for (const trial of front) {
    const rerun: Rerun = { trial, runs: [], refused: [] };
    reruns.push(rerun);
    for (const seed of confirmationSeeds(evaluation.seed, seeds)) {
      try {
        const measured = (await evaluateScheme({ ...evaluation, seed }, trial.strategyIds)).at(-1)!;
        const latency = objective === "latency" ? await relativeLatency(evaluation, measured.hash) : null;
        rerun.runs.push({
          seed,
          accuracy: measured.testAccuracy,
          ar: (measured.testAccuracy - testAccuracy) / testAccuracy,
          pr: (parameters - measured.parameters) / parameters,
          fr: (flops - measured.flops) / flops,
          lr: latency && (latency.baseMs - latency.ms) / latency.baseMs,
          validationAccuracy: measured.validationAccuracy,
          validationAr: (measured.validationAccuracy - validationAccuracy) / validationAccuracy,
          artifact: measured.hash,
          evaluationKey: measured.key,
        });
      } catch (error) {
        if (!isSchemesFault(error)) throw error;
        rerun.refused.push({ seed, failure: error.message });
      }
    }
  }
  const confirmed = [...confirmations(reruns, target, objective)].map(([number, confirmation]) => ({
    number,
    confirmation,
  }));
  await run(graph, recordConfirmations, { study: name, confirmed });
}
