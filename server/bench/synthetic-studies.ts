import {
  createStudy,
  type Graph,
  listStrategies,
  listTasks,
  type Query,
  recordTrial,
  run,
  saveEmbedding,
  transaction,
} from "../../graph/index.ts";
import { randomness } from "../randomness.ts";

export interface SyntheticStudies {
  studies: number;
  trials: number;
  seed: number;
}

type TrialRecord = typeof recordTrial extends Query<infer In, unknown> ? In : never;

const trialsAtOnce = 100;

/**
 * Studies that nobody ran, with trials and vectors that nobody learned, the same for the same seed
 * and graph, so that questions about what was measured have something to ask. The tasks are the
 * graph's first ones, the strategies any that can run.
 */
export async function writeSyntheticStudies(
  graph: Graph,
  { studies, trials, seed }: SyntheticStudies,
  report: (progress: { done: number; total: number }) => void = () => {},
): Promise<void> {
  const random = randomness(seed)("synthetic studies");
  const tasks = await run(graph, listTasks, {});
  const strategies = await run(graph, listStrategies, { atMost: 10_000 });
  const ids = strategies.filter(({ executable }) => executable).map(({ id }) => id);
  const vectors = strategies.map(
    ({ id }) => [`Strategy:${id}`, Float32Array.from({ length: 32 }, () => random() - 0.5)] as const,
  );
  await saveEmbedding(graph, { id: `synthetic-${seed}`, dim: 32, seed, metrics: {} }, new Map(vectors));
  for (let at = 0; at < studies; at++) {
    const name = `synthetic-${seed}-${at}`;
    const base = { baseAccuracy: 0.9, baseParameters: 1_000_000, baseFlops: 2e8 };
    await run(graph, createStudy, {
      ...{ name, taskId: tasks[at % tasks.length]!.id, algorithm: at % 2 ? "random" : "progressive" },
      ...{ target: 0.3, seed: at, config: {}, state: "done", ...base },
    });
    const invented = inventTrials(name, trials, ids, random);
    for (let from = 0; from < trials; from += trialsAtOnce) {
      await transaction(graph, "write", async (ask) => {
        for (const trial of invented.slice(from, from + trialsAtOnce)) await ask(recordTrial, trial);
      });
      report({ done: at * trials + Math.min(trials, from + trialsAtOnce), total: studies * trials });
    }
  }
}

/**
 * Trials that each add a strategy to a scheme before them, or to none, as a search does; one in
 * twenty fails.
 */
function inventTrials(study: string, count: number, strategies: readonly string[], random: () => number) {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const measured = [{ scheme: [] as string[], ar: 0, pr: 0 }];
  const taken = new Set<string>();
  const trials: TrialRecord[] = [];
  while (trials.length < count) {
    const parent = pick(measured);
    const scheme = [...parent.scheme, pick(strategies)];
    if (scheme.length > 5 || taken.has(scheme.join())) continue;
    taken.add(scheme.join());
    const about = { study, number: trials.length + 1, scheme };
    if (random() < 0.05) {
      trials.push({ ...about, state: "failed" as const, failure: "Invented: it ran out of memory." });
      continue;
    }
    const [arStep, prStep] = [0.02 - 0.06 * random(), 0.3 * random()];
    const [ar, pr] = [(1 + parent.ar) * (1 + arStep) - 1, 1 - (1 - parent.pr) * (1 - prStep)];
    measured.push({ scheme, ar, pr });
    trials.push({
      ...{ ...about, state: "complete" as const, ar, pr, fr: 0.8 * pr, accuracy: 0.9 * (1 + ar), baseAccuracy: 0.9 },
      ...{
        parameters: Math.round(1_000_000 * (1 - pr)),
        flops: 2e8 * (1 - 0.8 * pr),
        validationAccuracy: 0.9 * (1 + ar),
        validationAr: ar,
        arStep,
        prStep,
      },
      seconds: 10 * random(),
    });
  }
  return trials;
}
