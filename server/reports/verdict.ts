import type { CompleteTrial, RecordedStudy } from "../../graph/index.ts";
import { percent } from "../format.ts";

/** How many images an accuracy was measured on. */
export interface HeldOut {
  test: number;
  validation: number;
}

export type Verdict = "ACCEPT" | "REGRESSION" | "INFEASIBLE" | "INCONCLUSIVE";

/** Whether a study's model can be shipped, and why. */
export interface Judgement {
  verdict: Verdict;
  /** The model that is judged: the most accurate of the front; undefined where there is none. */
  chosen: CompleteTrial | undefined;
  reasons: string[];
}

/** One standard normal deviate, one-sided 95 %. */
const deviate = 1.645;
const inPoints = (fraction: number) => `${(100 * fraction).toFixed(1)} points`;

/**
 * Judges a study by its most accurate model that reaches the target, on test data:
 *
 * - INFEASIBLE: no model reaches the target, or, where latency was an objective, it is not faster;
 * - REGRESSION: more accuracy is lost than `tolerance`, and noise does not explain it;
 * - ACCEPT: at most so much is lost, and noise does not explain that either;
 * - INCONCLUSIVE: the images are too few to say, validation and test data disagree, or the study has not ended.
 *
 * Noise is that of two independent samples of the held-out images, or, where the scheme was run again with other seeds,
 * their standard error if that is larger: one-sided, 95 %. Both models were measured on the same images, so it is
 * rather too large than too small.
 *
 * @param tolerance the accuracy that may be lost, fraction
 */
export function judge(
  study: RecordedStudy,
  front: readonly CompleteTrial[],
  { heldOut, tolerance }: { heldOut: HeldOut | null; tolerance: number },
): Judgement {
  const [chosen] = front;
  const open = study.state === "done" ? [] : [`The study is ${study.state} after ${study.trials} trials.`];
  if (chosen === undefined) {
    const none = `None of ${study.trials} trials removes at least ${percent(study.target)} of the parameters.`;
    return { verdict: open.length > 0 ? "INCONCLUSIVE" : "INFEASIBLE", chosen, reasons: [none, ...open] };
  }
  const met = `It removes ${percent(chosen.pr)} of the parameters; the target is ${percent(study.target)}.`;
  const lost = accuracyLost(chosen);
  const noise = heldOut && noiseOf(chosen, heldOut.test);
  const reasons = [met, accuracySentence(chosen, lost, noise, tolerance), ...latencySentence(chosen), ...open];
  if (study.config.objective === "latency" && (chosen.lr ?? 0) <= 0) return { verdict: "INFEASIBLE", chosen, reasons };
  if (noise === null) {
    const unknown = "How many images it was measured on is not known, so what noise may do is not either.";
    return { verdict: "INCONCLUSIVE", chosen, reasons: [...reasons, unknown] };
  }
  if (lost - noise > tolerance) return { verdict: "REGRESSION", chosen, reasons };
  const apart = apartSentence(study, chosen, heldOut!);
  const isSure = lost + noise <= tolerance && open.length === 0 && apart === undefined;
  return { verdict: isSure ? "ACCEPT" : "INCONCLUSIVE", chosen, reasons: apart ? [...reasons, apart] : reasons };
}

/** On test data, by the mean over seeds where it was run again; negative where accuracy was gained. */
function accuracyLost({ baseAccuracy, accuracy, confirmation }: CompleteTrial): number {
  return baseAccuracy - (confirmation ? baseAccuracy * (1 + confirmation.ar.mean) : accuracy);
}

function noiseOf({ baseAccuracy, accuracy, confirmation }: CompleteTrial, images: number): number {
  const variance = (share: number) => (share * (1 - share)) / images;
  const runs = (confirmation?.ar.error ?? 0) * baseAccuracy;
  return deviate * Math.max(Math.sqrt(variance(baseAccuracy) + variance(accuracy)), runs);
}

function accuracySentence(trial: CompleteTrial, lost: number, noise: number | null, tolerance: number): string {
  const runs = trial.confirmation ? `, by the mean of ${trial.confirmation.runs.length + 1} runs` : "";
  const change = `${lost > 0 ? "It loses" : "It gains"} ${inPoints(Math.abs(lost))} of accuracy on test data${runs}`;
  const bound = noise === null ? "" : `, where noise may be ${inPoints(noise)}`;
  return `${change}${bound}; ${inPoints(tolerance)} may be lost.`;
}

function latencySentence({ latencyMs, baseLatencyMs, lr }: CompleteTrial): string[] {
  if (latencyMs === null || baseLatencyMs === null)
    return ["Its latency was not measured in the study; automc model bench does it."];
  const times = `${latencyMs.toFixed(2)} ms an image, the original ${baseLatencyMs.toFixed(2)} ms`;
  return [(lr ?? 0) > 0 ? `It is really faster: ${times}.` : `It is not faster: ${times}.`];
}

/** Why validation and test data tell two stories; undefined where noise explains it. */
function apartSentence(
  { baseValidationAccuracy }: RecordedStudy,
  { accuracy, baseAccuracy, validationAccuracy }: CompleteTrial,
  { test, validation }: HeldOut,
): string | undefined {
  if (baseValidationAccuracy === null) return undefined;
  const gap = validationAccuracy - accuracy - (baseValidationAccuracy - baseAccuracy);
  const variance = (share: number, images: number) => (share * (1 - share)) / images;
  const noise =
    2 *
    Math.sqrt(
      variance(accuracy, test) +
        variance(baseAccuracy, test) +
        variance(validationAccuracy, validation) +
        variance(baseValidationAccuracy, validation),
    );
  if (Math.abs(gap) <= noise) return undefined;
  return `Validation and test data are ${inPoints(Math.abs(gap))} further apart than for the original, more than noise explains: it was chosen by luck, or the data differ.`;
}
