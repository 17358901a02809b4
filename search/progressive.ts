import { batchFrom, runBatch } from "./batch.ts";
import { Chances } from "./chances.ts";
import { EarlierStudies } from "./earlier-studies.ts";
import { SearchError } from "./errors.ts";
import { expectedGain } from "./expected-gain.ts";
import { parentsOf, type RatedNode, relevant } from "./extended-schemes.ts";
import { FrontGain, type Gain, type Worth } from "./front-gain.ts";
import { checkInput, checkVectors } from "./input.ts";
import { alike, shortlist } from "./next-steps.ts";
import { accuracyIncrease, costReduction, parameterReduction } from "./rates.ts";
import { RecurrentSteps } from "./recurrent-steps.ts";
import { RemovalYield } from "./removal-yield.ts";
import { SchemeTree } from "./space.ts";
import { type MeasuredStep, type StepState, unwarped } from "./step-model.ts";
import { StepProcess } from "./step-process.ts";
import { StrategyKernel } from "./strategy-kernel.ts";
import type { Asked, Candidate, Search, Trial } from "./trial.ts";
import { VolumeGain } from "./volume-gain.ts";

/** How the progressive search chooses. None depends on the trial budget. */
export interface ProgressiveOptions extends Omit<Worth, "target"> {
  /** How many measured schemes are considered for extension in a round. Default 12. */
  parents: number;
  /** How many of them are drawn at random instead of near the front. Default 3. */
  randomParents: number;
  /**
   * What predicts a step's AR: a Gaussian process (default), or F_mo with a Bayesian last layer.
   */
  model: "process" | "recurrent";
  /** How much likeness of learned vectors counts beside likeness of settings. Default 0. */
  vectorWeight: number;
  /** Whether what knowledge expects of a first step is the model's prior mean. Default true. */
  useExpected: boolean;
}

const defaults: ProgressiveOptions = {
  parents: 12,
  randomParents: 3,
  model: "process",
  vectorWeight: 0,
  useExpected: true,
  floor: -0.15,
  below: 0.3,
  atTarget: 0.5,
};

/** A next step under consideration. */
interface NextStep {
  node: RatedNode;
  candidate: number;
  gain: number;
  mean: number;
}

/** A next step that was asked for: where it is expected to lead, and that as a step of the model. */
interface PendingStep extends NextStep {
  state: StepState;
  asked: Asked;
}

/**
 * The progressive search: extends one measured scheme by one strategy at a time, the one of highest
 * expected gain.
 *
 * As in Algorithm 2, every measured scheme may be extended and all of them teach the model of
 * steps. Where this differs from the paper:
 * - The model of AR_step is a Gaussian process (`StepProcess`) in the place of F_mo: it has an
 *   uncertainty and learns from tens of steps. `paperSearch` is Algorithm 2 with F_mo.
 * - PR_step is the promised share times a yield learned per method (`RemovalYield`).
 * - One pick after another instead of a predicted front: the step of highest expected gain of area
 *   above the front, where area below γ counts less and a rise of the best AR at γ counts beside
 *   (`FrontGain`), times the chance that the method runs at all, learned from its failures.
 * - H_sub: START, the schemes least behind the front, and some at random.
 *
 * Where the original has a cost, the gain is one of volume (`VolumeGain`), and CR_step is learned per
 * method as PR_step is; at first the cost is taken to fall as the parameters do.
 *
 * In a batch, steps that are under way count as if they had done what is expected of them, in the
 * model and on the front; none is built upon before it is measured.
 *
 * The choice does not depend on the order of the candidates. A failed evaluation removes the option
 * and counts as a trial. One that was ended early is not extended either, and teaches the models
 * its size and the accuracy that was expected of it. A space that was searched completely ends the
 * search sooner.
 *
 * @throws SearchError `bad_input` when an option is out of range
 */
export function progressiveSearch(options: Partial<ProgressiveOptions> = {}): Search {
  const settings = { ...defaults, ...options };
  checkOptions(settings);
  return async function* progressive(input) {
    checkInput(input);
    checkVectors(input.candidates);
    const { base, maxLength, target, trials } = input;
    const candidates = ordered(input.candidates, settings.useExpected);
    const groups = alike(candidates);
    const tree = new SchemeTree(candidates, maxLength, base, input.mostRemoved);
    const isCosted = base.cost !== undefined;
    const nodes: RatedNode[] = [{ ...tree.start, state: { ar: 0, pr: 0, ...(isCosted && { cr: 0 }), steps: [] } }];
    const learned: StepState[] = []; // where each step led that the model learned from
    const strategies = new StrategyKernel(candidates, settings.vectorWeight);
    const earlier =
      settings.model === "process" && input.earlier?.length
        ? new EarlierStudies(candidates, strategies, input.earlier, input.random)
        : undefined;
    const model =
      settings.model === "process"
        ? new StepProcess(candidates, { strategies, earlier })
        : new RecurrentSteps(candidates, input.task, input.random);
    const yields = new RemovalYield();
    const costs = new RemovalYield();
    /** The CR that a step is expected to lead to; undefined without a third objective. */
    const costAfter = ({ cr }: StepState, chosen: Candidate) =>
      cr === undefined ? undefined : Math.min(cr + costs.expected(chosen), 1);
    const runs = new Chances();
    const highestAr = 1 / base.accuracy - 1;

    for (let number = 1; number <= trials; ) {
      const pending: PendingStep[] = [];
      while (pending.length < batchFrom(input, number)) {
        const next = number + pending.length;
        const source = input.random("progressive search", next);
        model.fit(relevant(learned), pending.map(believed));
        const gainAt = gainOver(
          [...nodes, ...pending].map(({ state }) => state),
          { ...settings, target },
        );
        let choice: NextStep | undefined;
        for (const node of parentsOf(nodes, tree, settings, source)) {
          const prediction = model.predict(node.state);
          for (const candidate of shortlist(groups, (c) => tree.isOpen(node, c), prediction)) {
            const chosen = candidates[candidate]!;
            const mean = prediction.mean[candidate]!;
            const change = { mean, deviation: prediction.deviation(candidate) };
            const gain = gainAt(costAfter(node.state, chosen));
            const expected =
              expectedGain(gain, node.state, yields.expected(chosen), change, highestAr) *
              runs.of(chosen.method) *
              (1 + 1e-6 * source()); // equals are equally likely
            if (!choice || expected > choice.gain) choice = { node, candidate, gain: expected, mean };
          }
        }
        if (!choice) break;
        const { node, candidate } = choice;
        tree.take(node, candidate, null);
        const chosen = candidates[candidate]!;
        const state = stateAfter(choice, yields.expected(chosen), costAfter(node.state, chosen), highestAr);
        const scheme = state.steps.map((step) => candidates[step]!.id);
        const predicted = model.size > 0 ? { predicted: stepRates(node.state, state) } : {};
        const trusted = earlier ? { earlierWeights: earlier.weights } : {};
        pending.push({ ...choice, state, asked: { number: next, scheme, ...predicted, ...trusted } });
      }
      if (pending.length === 0) return; // Every scheme up to length L was evaluated.

      const batch = pending.map(({ node, asked }) => ({ ...asked, parent: () => node.measured }));
      for await (const trial of runBatch(input, batch)) {
        const { node, candidate } = pending[trial.number - number]!;
        const chosen = candidates[candidate]!;
        runs.observe(chosen.method, trial.state !== "failed");
        const longer = tree.take(node, candidate, trial.state === "complete" ? trial.measured : null);
        if (trial.state !== "failed") {
          const { measured } = trial;
          const accuracy = trial.state === "pruned" ? trial.expected : measured.accuracy;
          const ar = accuracyIncrease(base, { ...measured, accuracy });
          const pr = parameterReduction(base, measured);
          const cr = costReduction(base, measured);
          const state = { ar, pr, ...(cr !== undefined && { cr }), steps: [...node.steps, candidate] };
          if (longer) nodes.push({ ...longer, state });
          learned.push(state);
          model.observe({ state: node.state, candidate, change: ar - node.state.ar });
          yields.observe(chosen, pr - node.state.pr);
          if (cr !== undefined) costs.observe(chosen, cr - node.state.cr!);
        }
        yield trial;
      }
      number += pending.length;
    }
  };
}

/** The candidates by method and id, so that their order in the input has no influence. */
function ordered(candidates: readonly Candidate[], useExpected: boolean): Candidate[] {
  return candidates
    .map(({ expected, ...candidate }) =>
      useExpected && expected !== undefined ? { ...candidate, expected } : candidate,
    )
    .sort((a, b) => compare(a.method, b.method) || compare(a.id, b.id));
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** What schemes of some CR would gain: an area above the front, or a volume with a third objective. */
function gainOver(states: readonly StepState[], worth: Worth): (cr: number | undefined) => Gain {
  const rated = states.filter((state): state is Required<StepState> => state.cr !== undefined);
  if (rated.length > 0) {
    const volume = new VolumeGain(rated, worth);
    return (cr = 0) => volume.at(cr);
  }
  const area = new FrontGain(states, worth);
  return () => area;
}

/** Where a step is expected to lead, within what can be. */
function stateAfter(
  { node, candidate, mean }: NextStep,
  removed: number,
  cr: number | undefined,
  highestAr: number,
): StepState {
  const ar = Math.min(Math.max(node.state.ar + unwarped(mean), -1), highestAr);
  const pr = Math.min(node.state.pr + removed, 1);
  return { ar, pr, ...(cr !== undefined && { cr }), steps: [...node.steps, candidate] };
}

/** A step under way as if it had done what is expected of it. */
function believed({ node, candidate, state }: PendingStep): MeasuredStep {
  return { state: node.state, candidate, change: state.ar - node.state.ar };
}

/** Rates of a scheme against its parent. */
function stepRates(from: StepState, to: StepState): NonNullable<Trial["predicted"]> {
  return {
    arStep: from.ar > -1 ? (to.ar - from.ar) / (1 + from.ar) : 0,
    prStep: from.pr < 1 ? (to.pr - from.pr) / (1 - from.pr) : 0,
  };
}

function checkOptions({ parents, randomParents, vectorWeight, floor, below, atTarget }: ProgressiveOptions): void {
  const refuse = (name: string, rule: string, value: number) => {
    throw new SearchError("bad_input", `The option ${name} must be ${rule}, not ${value}.`);
  };
  if (!(Number.isInteger(parents) && parents >= 1)) refuse("parents", "a whole number of at least 1", parents);
  if (!(Number.isInteger(randomParents) && randomParents >= 0)) {
    refuse("randomParents", "a whole number", randomParents);
  }
  if (!(vectorWeight >= 0 && vectorWeight <= 1)) refuse("vectorWeight", "a fraction in [0, 1]", vectorWeight);
  if (!(floor >= -1 && floor < 0)) refuse("floor", "a fraction in [-1, 0)", floor);
  if (!(below >= 0 && below <= 1)) refuse("below", "a fraction in [0, 1]", below);
  if (!(atTarget >= 0 && Number.isFinite(atTarget))) refuse("atTarget", "at least 0", atTarget);
}
