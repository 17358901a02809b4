import { SearchError } from "./errors.ts";
import { expectedGain } from "./expected-gain.ts";
import { FrontGain, type Worth } from "./front-gain.ts";
import { checkInput } from "./input.ts";
import { RecurrentSteps } from "./recurrent-steps.ts";
import { RemovalYield } from "./removal-yield.ts";
import { type SchemeNode, SchemeTree } from "./space.ts";
import { type StepPrediction, type StepState, unwarped } from "./step-model.ts";
import { StepProcess } from "./step-process.ts";
import { accuracyIncrease, type Candidate, parameterReduction, runTrial, type Search, type Trial } from "./trial.ts";

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
/** Of one method and one share, how many steps are looked at closely. */
const closely = 2;
/** The most measured steps that the model learns from in a round, which bounds its cost. */
const mostSteps = 80;
const recentSteps = 20;
/** Shares are taken for alike within this many classes. */
const shareClasses = 8;

/** A measured scheme, and what the model sees of it. */
interface Node extends SchemeNode {
  state: StepState;
}

/** A next step under consideration. */
interface NextStep {
  node: Node;
  candidate: number;
  gain: number;
  mean: number;
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
 * - One pick at a time instead of a predicted front: the step of highest expected gain of area
 *   above the front, where area below γ counts less and a rise of the best AR at γ counts beside
 *   (`FrontGain`), times the chance that the method runs at all, learned from its failures.
 * - H_sub: START, the schemes least behind the front, and some at random.
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
    const { base, maxLength, target, trials } = input;
    const candidates = ordered(input.candidates, settings.useExpected);
    const groups = alike(candidates);
    const tree = new SchemeTree(candidates, maxLength, base, input.mostRemoved);
    const nodes: Node[] = [{ ...tree.start, state: { ar: 0, pr: 0, steps: [] } }];
    const learned: StepState[] = []; // where each step led that the model learned from
    const model =
      settings.model === "process"
        ? new StepProcess(candidates, settings.vectorWeight)
        : new RecurrentSteps(candidates, input.task, input.random);
    const yields = new RemovalYield();
    const runs = new Chances();
    const highestAr = 1 / base.accuracy - 1;

    for (let number = 1; number <= trials; number++) {
      const source = input.random("progressive search", number);
      model.fit(relevant(learned));
      const gain = new FrontGain(
        nodes.map(({ state }) => state),
        { ...settings, target },
      );
      let choice: NextStep | undefined;
      for (const node of parentsOf(nodes, tree, settings, source)) {
        const prediction = model.predict(node.state);
        for (const candidate of shortlist(groups, (c) => tree.isOpen(node, c), prediction)) {
          const chosen = candidates[candidate]!;
          const mean = prediction.mean[candidate]!;
          const change = { mean, deviation: prediction.deviation(candidate) };
          const expected =
            expectedGain(gain, node.state, yields.expected(chosen), change, highestAr) *
            runs.of(chosen.method) *
            (1 + 1e-6 * source()); // equals are equally likely
          if (!choice || expected > choice.gain) choice = { node, candidate, gain: expected, mean };
        }
      }
      if (!choice) return; // Every scheme up to length L was evaluated.

      const { node, candidate, mean } = choice;
      const chosen = candidates[candidate]!;
      const trial = await runTrial(input, {
        number,
        scheme: [...node.steps, candidate].map((step) => candidates[step]!.id),
        parent: node.measured,
        ...(model.size > 0 && { predicted: predictedRates(node.state, mean, yields.expected(chosen), highestAr) }),
      });
      runs.observe(chosen.method, trial.state !== "failed");
      const longer = tree.take(node, candidate, trial.state === "complete" ? trial.measured : null);
      if (trial.state !== "failed") {
        const { measured } = trial;
        const accuracy = trial.state === "pruned" ? trial.expected : measured.accuracy;
        const ar = accuracyIncrease(base, { ...measured, accuracy });
        const pr = parameterReduction(base, measured);
        const state = { ar, pr, steps: [...node.steps, candidate] };
        if (longer) nodes.push({ ...longer, state });
        learned.push(state);
        model.observe({ state: node.state, candidate, change: ar - node.state.ar });
        yields.observe(chosen, pr - node.state.pr);
      }
      yield trial;
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

/** Indices of the candidates of one method and about one share. */
function alike(candidates: readonly Candidate[]): number[][] {
  const shares = [...new Set(candidates.map(({ share }) => share ?? 0))].sort((a, b) => a - b);
  const classes = Math.min(shareClasses, shares.length);
  const classOf = new Map(shares.map((share, i) => [share, Math.floor((i * classes) / shares.length)]));
  const groups = new Map<string, number[]>();
  for (const [at, { method, share }] of candidates.entries()) {
    const key = `${classOf.get(share ?? 0)} ${method}`;
    groups.set(key, [...(groups.get(key) ?? []), at]);
  }
  return [...groups.values()];
}

/** Of every group the open steps of highest predicted AR. */
function shortlist(
  groups: readonly number[][],
  isOpen: (candidate: number) => boolean,
  { mean }: StepPrediction,
): number[] {
  const list: number[] = [];
  for (const group of groups) {
    const best: number[] = []; // highest first
    for (const candidate of group) {
      if (best.length === closely && mean[candidate]! <= mean[best.at(-1)!]!) continue;
      if (!isOpen(candidate)) continue;
      const at = best.findIndex((other) => mean[candidate]! > mean[other]!);
      best.splice(at === -1 ? best.length : at, 0, candidate);
      best.length = Math.min(best.length, closely);
    }
    list.push(...best);
  }
  return list;
}

/** How far each scheme's AR is behind the front at its PR; 0 on the front. */
function behindFront(states: readonly StepState[]): Map<StepState, number> {
  const sorted = [...states].sort((a, b) => b.pr - a.pr || b.ar - a.ar);
  const behind = new Map<StepState, number>();
  let best = -Infinity;
  for (const state of sorted) {
    best = Math.max(best, state.ar);
    behind.set(state, best - state.ar);
  }
  return behind;
}

/** H_sub: START, schemes near the front, and some at random, all with open next steps. */
function parentsOf(
  nodes: readonly Node[],
  tree: SchemeTree,
  { parents, randomParents }: ProgressiveOptions,
  source: () => number,
): Node[] {
  const open = nodes.filter((node) => tree.open(node) > 0);
  const behind = behindFront(open.map(({ state }) => state));
  const isStart = (node: Node) => (node.steps.length === 0 ? 1 : 0);
  const sorted = open
    .map((node) => ({ node, order: behind.get(node.state)! + 0.002 * source() }))
    .sort((a, b) => isStart(b.node) - isStart(a.node) || a.order - b.order)
    .map(({ node }) => node);
  const chosen = sorted.splice(0, Math.max(1, parents - randomParents));
  while (chosen.length < parents && sorted.length > 0) {
    chosen.push(...sorted.splice(Math.floor(source() * sorted.length), 1));
  }
  return chosen;
}

/**
 * The steps the model learns from: all, or the latest and those that led nearest to the front.
 *
 * @param grown where each step led
 */
function relevant(grown: readonly StepState[]): number[] {
  const all = grown.map((_, i) => i);
  if (all.length <= mostSteps) return all;
  const behind = behindFront(grown);
  const earlier = all.slice(0, -recentSteps).sort((a, b) => behind.get(grown[a]!)! - behind.get(grown[b]!)! || a - b);
  return [...earlier.slice(0, mostSteps - recentSteps), ...all.slice(-recentSteps)].sort((a, b) => a - b);
}

/** Predicted rates against the parent, within what can be. */
function predictedRates(
  from: StepState,
  mean: number,
  removed: number,
  highestAr: number,
): NonNullable<Trial["predicted"]> {
  const ar = Math.min(Math.max(from.ar + unwarped(mean), -1), highestAr);
  const pr = Math.min(from.pr + removed, 1);
  return {
    arStep: from.ar > -1 ? (ar - from.ar) / (1 + from.ar) : 0,
    prStep: from.pr < 1 ? (pr - from.pr) / (1 - from.pr) : 0,
  };
}

/** How likely a method's strategy runs: its share of successes, one more of each kind counted. */
class Chances {
  readonly #counts = new Map<string, { successes: number; failures: number }>();

  of(method: string): number {
    const { successes, failures } = this.#counts.get(method) ?? { successes: 0, failures: 0 };
    return (successes + 1) / (successes + failures + 1);
  }

  observe(method: string, success: boolean): void {
    const counts = this.#counts.get(method) ?? { successes: 0, failures: 0 };
    counts[success ? "successes" : "failures"]++;
    this.#counts.set(method, counts);
  }
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
