import { randomNormal } from "d3-random";
import { InferenceSession, Tensor } from "onnxruntime-node";
import type { StrategyId } from "../../../graph/index.ts";
import type { Evaluate } from "../../../search/index.ts";
import { randomness } from "../../randomness.ts";
import type { MeasuredPoint } from "../count-steps.ts";
import type { StepRecord } from "../step-record.ts";
import { featuresOf, type StepQuestion } from "./features.ts";
import type { BenchFolder } from "./folder.ts";
import type { BenchTask } from "./space.ts";
import { type OutputName, outputNames } from "./surrogate.ts";
import { ends } from "./trees-onnx.ts";

/** What a step left, as shares of the original's. */
type Left = Pick<StepQuestion, "parameters" | "flops" | "validation" | "test">;

/** A step that the surrogate played. */
export interface PlayedStep extends MeasuredPoint {
  /** What it took, by the surrogate. */
  seconds: number;
}

const untouched: Left = { parameters: 1, flops: 1, validation: 1, test: 1 };
/** What at least is left, as in real steps. */
const least = 0.01;

/** The surrogate of a folder, opened. */
export async function openSurrogate({ surrogate, space, about }: BenchFolder) {
  const session = await InferenceSession.create(surrogate, { intraOpNumThreads: 1 });
  return {
    space,
    about,
    /** What it says of a step, by name. */
    predict: async (question: StepQuestion): Promise<Record<OutputName, number>> => {
      const input = featuresOf(space, question);
      const results = await session.run({ [ends.input]: new Tensor("float32", input, [1, input.length]) });
      const values = results[ends.output]!.data as Float32Array;
      return Object.fromEntries(outputNames.map((name, at) => [name, values[at]!])) as Record<OutputName, number>;
    },
  };
}
export type Surrogate = Awaited<ReturnType<typeof openSurrogate>>;

/**
 * A task of the table, played by the surrogate in place of training.
 *
 * A search is told validation accuracies with noise, drawn by the seed and the scheme: as large as
 * seeds make it where that was measured, else as counting the validation images makes it. What is
 * kept of each step is what it is without noise, by test data.
 *
 * @param onStep receives each step that is played, once
 */
export function surrogateEvaluation(
  { predict, about }: Surrogate,
  { id, original, images }: BenchTask,
  strategies: ReadonlyMap<StrategyId, Pick<StepRecord, "method" | "settings">>,
  seed: number,
  onStep: (step: PlayedStep) => void,
): Evaluate {
  const counted = Math.sqrt((original.validationAccuracy * (1 - original.validationAccuracy)) / images.validation);
  const spread = about.tasks[id]!.seedNoise.validation ?? counted / original.validationAccuracy;
  const known = new Map<string, Left>([["", untouched]]);
  const step = async (scheme: readonly StrategyId[]): Promise<Left> => {
    const name = scheme.join();
    const before = known.get(name);
    if (before) return before;
    const earlier = await step(scheme.slice(0, -1));
    const { method, settings } = strategies.get(scheme.at(-1)!)!;
    const methods = scheme.slice(0, -1).map((strategy) => strategies.get(strategy)!.method);
    const said = await predict({ ...earlier, task: id, before: methods, method, settings });
    const left = {
      parameters: Math.min(earlier.parameters, Math.max(least, earlier.parameters - said.parameters)),
      flops: Math.max(least, earlier.flops - said.flops),
      validation: Math.max(0, earlier.validation + said.validation),
      test: Math.max(0, earlier.test + said.test),
    };
    known.set(name, left);
    onStep({ ar: left.test - 1, pr: 1 - left.parameters, seconds: Math.exp(said.log_seconds) });
    return left;
  };
  return async (scheme) => {
    const { parameters, validation } = await step(scheme);
    const noise = spread * randomNormal.source(randomness(seed)("seed noise", id, ...scheme))()();
    return {
      state: "complete",
      accuracy: Math.min(1, Math.max(0, original.validationAccuracy * (validation + noise))),
      parameters: Math.max(1, Math.round(original.parameters * parameters)),
    };
  };
}
