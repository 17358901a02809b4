import { mostGain } from "./gain.ts";
import { spread } from "./crowding.ts";
import { farthest } from "./first-picks.ts";
import { checkInput } from "./input.ts";
import { paretoFront } from "./pareto.ts";
import { sampleSchemes } from "./sample-schemes.ts";
import { type SchemeNode, SchemeTree } from "./space.ts";
import { StepEvaluator, type StepSample } from "./step-evaluator.ts";
import { runTrial, type Search } from "./trial.ts";

/** How the progressive search spends its rounds. What the paper leaves open is set here; no value depends on the trial budget. */
export interface ProgressiveOptions {
  /** |H_sub|: how many evaluated schemes are looked beyond in a round. Default 8. */
  schemesPerRound: number;
  /** The most schemes evaluated before F_mo learns from them. Authors: 10, on 3 GPU days. Default 4. */
  evaluationsPerRound: number;
  /** The chance that a round's last pick is any step of S_step in place of a predicted one. Authors: 0.5, one on top. Default 0.5. */
  randomPick: number;
  /** Passes over all measured steps after each round (Eq. 5). Default 40. */
  trainPasses: number;
}

/** A next step under consideration: a member of S_step. */
interface NextStep {
  node: SchemeNode;
  candidate: number;
  predicted?: { arStep: number; prStep: number };
}

/**
 * The progressive search of Algorithm 2.
 *
 * Each round samples some evaluated schemes, most of them Pareto optimal (line 3); F_mo predicts what every open next
 * step would do to each (line 4); the Pareto optimal steps by [ACC up, PAR down] (line 5, Eq. 4), spread over that front, are evaluated
 * (line 6); F_mo learns from all steps measured (line 7, Eq. 5); the new schemes join H_scheme with all their next steps open (lines 8, 9).
 * Line 10, the result set, is `paretoSchemes` over the trials.
 *
 *   ACC = A(seq[M]) · (1 + AR_step),   PAR = P(seq[M]) · (1 - PR_step)
 *
 * Where we differ from the paper, or it says nothing:
 * - Not all of the predicted front is evaluated but at most `evaluationsPerRound`, chosen by crowding distance, so that F_mo
 *   learns between them. With chance `randomPick` the last is random, as in the authors' code.
 * - Until something was measured F_mo knows nothing, so the first picks are far apart in the space of vectors instead of
 *   Pareto optimal under random weights. They carry no prediction.
 * - A failed evaluation strikes the option out of OPT and counts as a trial; F_mo does not learn from it.
 * - The end is a number of evaluations, not of epochs or days; a space that is searched to its end ends it sooner.
 */
export function progressiveSearch(options: Partial<ProgressiveOptions> = {}): Search {
  const settings: ProgressiveOptions = {
    schemesPerRound: 8,
    evaluationsPerRound: 4,
    randomPick: 0.5,
    trainPasses: 40,
    ...options,
  };
  return async function* progressive(input) {
    checkInput(input);
    const { candidates, task, base, maxLength, trials } = input;
    const vectors = candidates.map(({ vector }) => vector);
    const evaluator = new StepEvaluator(vectors, task, input.random("progressive search", "weights"));
    const tree = new SchemeTree(candidates.length, maxLength, base);
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
        const scheme = [...node.steps, candidate].map((step) => candidates[step]!.id);
        const trial = await runTrial(input, { number: number++, scheme, parent: node.measured, ...prediction });
        tree.take(node, candidate, "failed" in trial.measured ? null : trial.measured);
        if (trial.arStep !== null && trial.prStep !== null) {
          samples.push({ sequence: node.steps, candidate, arStep: trial.arStep, prStep: trial.prStep });
        }
        yield trial;
      }
      evaluator.train(samples, settings.trainPasses, input.random("progressive search", "train", round));
    }
  };
}

/** S_step: every open next step of the schemes, with what F_mo expects of it. */
function nextSteps(tree: SchemeTree, schemes: readonly SchemeNode[], evaluator: StepEvaluator): Required<NextStep>[] {
  return schemes.flatMap((node) => {
    const { arStep, prStep } = evaluator.predict(node.steps);
    return Array.from(tree.next(node), (candidate) => ({
      node,
      candidate,
      predicted: { arStep: arStep[candidate]!, prStep: prStep[candidate]! },
    }));
  });
}

/** ParetoO (Eq. 4), thinned out to the evaluations of a round, perhaps with a random step. */
function pick(tree: SchemeTree, steps: readonly Required<NextStep>[], settings: ProgressiveOptions, source: () => number): NextStep[] {
  const objectives = ({ node, predicted }: Required<NextStep>): [number, number] => [
    node.measured.accuracy * (1 + predicted.arStep),
    -node.measured.parameters * (1 - predicted.prStep),
  ];
  const front = paretoFront(steps, objectives);
  const S: any = settings;
  const base = tree.start.measured;
  const floor = base.accuracy * (S.floor ?? 0.5);
  let picks: NextStep[];
  if (S.mode === "gain") {
    picks = mostGain(front, objectives, { covered: tree.nodes.map(({ measured }) => [measured.accuracy, -measured.parameters] as const), reference: [floor, -base.parameters], count: settings.evaluationsPerRound });
    const rest = front.filter((x) => !picks.includes(x));
    picks.push(...spread(rest, objectives, settings.evaluationsPerRound - picks.length));
  } else picks = spread(front, objectives, settings.evaluationsPerRound);
  if (source() < settings.randomPick) {
    const left = steps.filter((step) => !picks.includes(step));
    const any = left[Math.floor(source() * left.length)];
    if (any) picks.splice(settings.evaluationsPerRound - 1, 1, any);
  }
  return picks;
}
