import { batchFrom, runBatch } from "./batch.ts";
import { checkInput, checkVectors } from "./input.ts";
import { paretoFront } from "./pareto.ts";
import { sampleSchemes } from "./sample-schemes.ts";
import { type SchemeNode, SchemeTree } from "./space.ts";
import { StepEvaluator, type StepSample } from "./step-evaluator.ts";
import type { Search } from "./trial.ts";

/** |H_sub|: how many evaluated schemes are extended in a round. The paper does not name it. */
const schemesPerRound = 8;
/** Passes over a round's new steps (Eq. 5). The paper does not name it. */
const trainPasses = 20;

/** A next step under consideration: a member of S_step. */
interface NextStep {
  node: SchemeNode;
  candidate: number;
  predicted: { arStep: number; prStep: number };
}

/**
 * The search as the paper has it: Algorithm 2 with F_mo.
 *
 * Each round samples some evaluated schemes, most of them Pareto optimal (line 3); F_mo predicts
 * what every open next step would do to each (line 4); all Pareto optimal steps by [ACC up, PAR
 * down] (line 5, Eq. 4) are evaluated (line 6); F_mo learns from them (line 7, Eq. 5); the new
 * schemes join H_scheme with all their next steps open (lines 8, 9). Line 10, the result set, is
 * `paretoSchemes` over the trials.
 *
 *   ACC = A(seq[M]) · (1 + AR_step),   PAR = P(seq[M]) · (1 - PR_step)
 *
 * A batch is a part of a round, so it differs in nothing but that it is measured side by side.
 *
 * Where the paper is silent: a failed evaluation removes the option from OPT and counts as a trial,
 * F_mo does not learn from it; the end is a number of evaluations, not of days; steps of equal
 * predictions are evaluated in the order of the candidates. What F_mo differs in is told in
 * `StepEvaluator`. `progressiveSearch` is what this became.
 */
export const paperSearch: Search = async function* (input) {
  checkInput(input);
  checkVectors(input.candidates);
  const { candidates, task, base, maxLength, trials } = input;
  const vectors = candidates.map(({ vector }) => vector);
  const evaluator = new StepEvaluator(vectors, task, input.random("paper search", "weights"));
  const tree = new SchemeTree(candidates, maxLength, base, input.mostRemoved);

  for (let round = 1, number = 1; number <= trials; round++) {
    const schemes = sampleSchemes(tree, schemesPerRound, input.random("paper search", "round", round));
    if (schemes.length === 0) return; // Every scheme up to length L was evaluated.
    const measuredNow: StepSample[] = [];
    const steps = paretoSteps(tree, schemes, evaluator).slice(0, trials - number + 1);
    while (steps.length > 0) {
      const asked = steps.splice(0, batchFrom(input, number)).map((step, i) => ({
        ...step,
        number: number + i,
        scheme: [...step.node.steps, step.candidate].map((candidate) => candidates[candidate]!.id),
        parent: () => step.node.measured,
      }));
      for await (const trial of runBatch(input, asked)) {
        const { node, candidate } = asked[trial.number - number]!;
        tree.take(node, candidate, trial.state === "complete" ? trial.measured : null);
        if (trial.state === "complete" && trial.arStep !== null && trial.prStep !== null) {
          measuredNow.push({ sequence: node.steps, candidate, arStep: trial.arStep, prStep: trial.prStep });
        }
        yield trial;
      }
      number += asked.length;
    }
    evaluator.train(measuredNow, trainPasses, input.random("paper search", "train", round));
  }
};

/** ParetoO (Eq. 4): of all open next steps of the schemes those that F_mo predicts as optimal. */
function paretoSteps(tree: SchemeTree, schemes: readonly SchemeNode[], evaluator: StepEvaluator): NextStep[] {
  const steps = schemes.flatMap((node) => {
    const { arStep, prStep } = evaluator.predict(node.steps);
    return Array.from(tree.next(node), (candidate) => ({
      node,
      candidate,
      predicted: { arStep: arStep[candidate]!, prStep: prStep[candidate]! },
    }));
  });
  return paretoFront(steps, ({ node, predicted }) => [
    node.measured.accuracy * (1 + predicted.arStep),
    -node.measured.parameters * (1 - predicted.prStep),
  ]);
}
