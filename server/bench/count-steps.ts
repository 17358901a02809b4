import {
  accuracyIncrease,
  type Evaluate,
  parameterReduction,
  type Search,
  type SearchInput,
} from "../../search/index.ts";
import { randomness } from "../randomness.ts";
import type { Landscape } from "./landscape.ts";

/** A measured prefix of a scheme. */
export interface MeasuredPoint {
  ar: number;
  pr: number;
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
 * @param target γ
 * @param batch how many schemes the search asks for at once
 * @param cpu the processor seconds that the search has used; our own process's by default
 */
export async function countSteps(
  search: Search,
  { evaluate, ...world }: Landscape,
  { seed, steps, target, batch = 1 }: { seed: number; steps: number; target: number; batch?: number },
  cpu: () => number = ownCpu(),
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
      points[at] =
        measured.state === "complete"
          ? { ar: accuracyIncrease(world.base, measured), pr: parameterReduction(world.base, measured) }
          : { ar: -1, pr: 0 };
    }
    return outcome!;
  };
  const input: SearchInput = {
    ...{ ...world, target, maxLength: 5, trials: 100 * steps, mostRemoved: 0.95, batch },
    ...{ random: randomness(seed), evaluate: measure },
  };
  try {
    for await (const _ of search(input));
  } catch (error) {
    if (!finished.signal.aborted) throw error;
  }
  return { points, cpuSeconds };
}

function ownCpu(): () => number {
  const before = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1e6;
  };
}
