import { spread } from "./crowding.ts";
import { SearchError } from "./errors.ts";
import { farthest } from "./first-picks.ts";
import { mostGain } from "./gain.ts";
import { checkInput } from "./input.ts";
import { paretoFront } from "./pareto.ts";
import { sampleSchemes } from "./sample-schemes.ts";
import { type SchemeNode, SchemeTree } from "./space.ts";
import { StepEvaluator, type StepSample } from "./step-evaluator.ts";
import { runTrial, type Search } from "./trial.ts";

/**
 * How the progressive search spends its rounds. Values that the paper does not name are set here;
 * none depends on the trial budget.
 */
export interface ProgressiveOptions {
  /** |H_sub|: how many evaluated schemes are extended in a round. Default 8. */
  schemesPerRound: number;
  /**
   * The most schemes evaluated before F_mo learns from them. Authors: 10, on 3 GPU days. Default 4.
   */
  evaluationsPerRound: number;
  /**
   * The chance that a round's last pick is any step of S_step instead of a predicted one. Authors:
   * 0.5, as an additional pick. Default 0.5.
   */
  randomPick: number;
  /** Passes over all measured steps after each round (Eq. 5). Default 20. */
  trainPasses: number;
}

/** A next step under consideration: a member of S_step. */
interface NextStep {
  node: SchemeNode;
  candidate: number;
  predicted?: { arStep: number; prStep: number };
}
type Expected = Required<NextStep>;

/** Share of the original accuracy below which a scheme has no value when picks are compared. */
const worthlessAccuracy = 0.5;

/**
 * The progressive search of Algorithm 2.
 *
 * Each round samples some evaluated schemes, most of them Pareto optimal (line 3); F_mo predicts
 * what every open next step would do to each (line 4); Pareto optimal steps by [ACC up, PAR down]
 * (line 5, Eq. 4) are evaluated (line 6); F_mo learns from all steps measured (line 7, Eq. 5); the
 * new schemes join H_scheme with all their next steps open (lines 8, 9). Line 10, the result set,
 * is `paretoSchemes` over the trials.
 *
 *   ACC = A(seq[M]) · (1 + AR_step),   PAR = P(seq[M]) · (1 - PR_step)
 *
 * Where this differs from the paper, or the paper is silent:
 * - Not all of the predicted front is evaluated but at most `evaluationsPerRound`, so that F_mo
 *   learns in between: those that by its predictions add most hypervolume to the schemes measured.
 *   Crowding distance alone would spend half of every round on the two ends of the front. With
 *   chance `randomPick` the last is random, as in the authors' code.
 * - Until a step was measured F_mo is untrained, so the first picks are far apart in the space of
 *   vectors instead of Pareto optimal under random weights. They carry no prediction.
 * - A failed evaluation removes the option from OPT and counts as a trial; F_mo does not learn from
 *   it.
 * - The end is a number of evaluations, not of epochs or days; a space that was searched completely
 *   ends it sooner.
 *
 * @throws SearchError `bad_input` when an option is out of range
 */
export function progressiveSearch(options: Partial<ProgressiveOptions> = {}): Search {
  const settings: ProgressiveOptions = {
    schemesPerRound: 8,
    evaluationsPerRound: 4,
    randomPick: 0.5,
    trainPasses: 20,
    ...options,
  };
  checkOptions(settings);
  return async function* progressive(input) {
    checkInput(input);
    const { candidates, task, base, maxLength, trials } = input;
    const vectors = candidates.map(({ vector }) => vector);
    const evaluator = new StepEvaluator(vectors, task, input.random("progressive search", "weights"));
    const { possible = () => true } = input;
    const named = (steps: readonly number[]) => steps.map((step) => candidates[step]!.id);
    const tree = new SchemeTree(candidates.length, maxLength, base, (steps) => possible(named(steps)));
    const samples: StepSample[] = [];

    for (let round = 1, number = 1; number <= trials; round++) {
      const source = input.random("progressive search", "round", round);
      const schemes = sampleSchemes(tree, settings.schemesPerRound, source);
      if (schemes.length === 0) return; // Every scheme up to length L was evaluated.
      const picks =
        samples.length === 0
          ? farthest(vectors, tree.start.taken, settings.evaluationsPerRound, source).map((candidate) => ({
              node: tree.start,
              candidate,
            }))
          : pick(tree, nextSteps(tree, schemes, evaluator), settings, source);
      for (const { node, candidate, ...prediction } of picks.slice(0, trials - number + 1)) {
        const scheme = named([...node.steps, candidate]);
        const trial = await runTrial(input, { number: number++, scheme, parent: node.measured, ...prediction });
        tree.take(node, candidate, trial.state === "complete" ? trial.measured : null);
        if (trial.state === "complete" && trial.arStep !== null && trial.prStep !== null) {
          samples.push({ sequence: node.steps, candidate, arStep: trial.arStep, prStep: trial.prStep });
        }
        yield trial;
      }
      evaluator.train(samples, settings.trainPasses, input.random("progressive search", "train", round));
    }
  };
}

function checkOptions({ randomPick, ...counts }: ProgressiveOptions): void {
  for (const [name, count] of Object.entries(counts)) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw new SearchError("bad_input", `The option ${name} must be a whole number of at least 1, not ${count}.`);
  }
  if (!(randomPick >= 0 && randomPick <= 1)) {
    throw new SearchError("bad_input", `The option randomPick must be a chance in [0, 1], not ${randomPick}.`);
  }
}

/** S_step: every open next step of the schemes, with the prediction of F_mo. */
function nextSteps(tree: SchemeTree, schemes: readonly SchemeNode[], evaluator: StepEvaluator): Expected[] {
  return schemes.flatMap((node) => {
    const { arStep, prStep } = evaluator.predict(node.steps);
    return Array.from(tree.next(node), (candidate) => ({
      node,
      candidate,
      predicted: { arStep: arStep[candidate]!, prStep: prStep[candidate]! },
    }));
  });
}

/**
 * ParetoO (Eq. 4), limited to the evaluations of a round, perhaps with a random step instead of the
 * last.
 *
 * First the steps of the predicted front that add most area to the measured schemes, then, where
 * too few do, those that spread most over it.
 */
function pick(
  tree: SchemeTree,
  steps: readonly Expected[],
  settings: ProgressiveOptions,
  source: () => number,
): NextStep[] {
  const { evaluationsPerRound, randomPick } = settings;
  const { accuracy, parameters } = tree.start.measured;
  const objectives = ({ node, predicted }: Expected) =>
    [node.measured.accuracy * (1 + predicted.arStep), -node.measured.parameters * (1 - predicted.prStep)] as const;
  const front = paretoFront(steps, objectives);
  const picks = mostGain(front, objectives, {
    covered: tree.nodes.map(({ measured }) => [measured.accuracy, -measured.parameters] as const),
    reference: [accuracy * worthlessAccuracy, -parameters],
    count: evaluationsPerRound,
  });
  const others = front.filter((step) => !picks.includes(step));
  picks.push(...spread(others, objectives, evaluationsPerRound - picks.length));
  if (source() < randomPick) {
    const left = steps.filter((step) => !picks.includes(step));
    const any = left[Math.floor(source() * left.length)];
    if (any) picks.splice(evaluationsPerRound - 1, 1, any);
  }
  return picks;
}
