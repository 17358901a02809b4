import type { Step } from "../graph/index.ts";
import { type OperatorContext, wholeEpochs } from "./operator.ts";
import { checkedStep } from "./scheme.ts";

/**
 * Epochs that some steps train the model for, all together; generations of an evolution, which
 * train nothing that is kept, are not among them.
 *
 * @throws CompressError `unknown_operator` or `bad_params` for steps that can't run.
 */
export function trainingEpochs(steps: readonly Step[], original: OperatorContext["original"]): number {
  return steps.map(checkedStep).reduce((sum, { params }) => {
    const { epochs, atLeastEpochs } = params as { epochs?: number; atLeastEpochs?: number };
    return epochs === undefined ? sum : sum + wholeEpochs(epochs, original, atLeastEpochs);
  }, 0);
}
