import {
  accuracyIncrease,
  costReduction,
  type Evaluate,
  type Measured,
  parameterReduction,
  type Search,
  type SearchInput,
  type Trial,
} from "../../search/index.ts";
import { randomness } from "../randomness.ts";
import type { Landscape } from "./landscape.ts";

/** A measured prefix of a scheme. */
export interface MeasuredPoint {
  ar: number;
  pr: number;
  /** Where the landscape has costs. */
  cr?: number;
}

/** What a search may do. */
export interface StepBudget {
  seed: number;
  steps: number;
  /** γ */
  target: number;
  /** How many schemes the search asks for at once; 1 by default. */
  batch?: number;
  /** With 2 the search is not told of the costs that a landscape has. */
  objectives?: 2 | 3;
  /** Of the original's parameters, the most that may go; 0.95 by default. */
  mostRemoved?: number;
}

/** What a search measured, step by step. */
export interface StepLog {
  points: MeasuredPoint[];
  /** The processor seconds that the search had used when each step was measured. */
  cpuSeconds: number[];
}

/**
 * Runs a search on a landscape until it has measured `steps` steps.
 *
 * A step is one prefix of a scheme that was not measured before: what takes time in a real study. A
 * search over whole schemes so uses up several at once; all of its measured prefixes count.
 *
 * @param onTrial receives the trials as the search tells them, with what it expected of them
 * @param cpu the processor seconds that the search has used; our own process's by default
 */
export async function countSteps(
  search: Search,
  { evaluate, ...world }: Landscape,
  { seed, steps, target, batch = 1, objectives = 3, mostRemoved = 0.95 }: StepBudget,
  cpu: () => number = ownCpu(),
  onTrial: (trial: Trial) => void = () => {},
): Promise<StepLog> {
  const points: MeasuredPoint[] = [];
  const cpuSeconds: number[] = [];
  const seen = new Map<string, ReturnType<Evaluate>>();
  const finished = new AbortController();
  const measure: Evaluate = async (scheme) => {
    let outcome: ReturnType<Evaluate> | undefined;
    for (let length = 1; length <= scheme.length; length++) {
      const prefix = scheme.slice(0, length);
      outcome = seen.get(prefix.join());
      if (outcome) continue;
      if (seen.size === steps) finished.abort();
      finished.signal.throwIfAborted();
      cpuSeconds.push(cpu());
      const at = seen.size;
      outcome = evaluate(prefix);
      seen.set(prefix.join(), outcome);
      const measured = await outcome;
      points[at] = measured.state === "complete" ? ratesOf(world.base, measured) : { ar: -1, pr: 0 };
    }
    return outcome!;
  };
  const input: SearchInput = {
    ...{ ...world, target, maxLength: 5, trials: 100 * steps, mostRemoved, batch },
    ...(objectives === 2 && { base: withoutCost(world.base) }),
    ...{ random: randomness(seed), evaluate: measure },
  };
  try {
    for await (const trial of search(input)) onTrial(trial);
  } catch (error) {
    if (!finished.signal.aborted) throw error;
  }
  return { points, cpuSeconds };
}

function ratesOf(base: Measured, measured: Measured): MeasuredPoint {
  const cr = costReduction(base, measured);
  const rates = { ar: accuracyIncrease(base, measured), pr: parameterReduction(base, measured) };
  return cr === undefined ? rates : { ...rates, cr };
}

function withoutCost({ cost: _, ...base }: Measured): Measured {
  return base;
}

function ownCpu(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}
