import { z } from "zod";
import type { RecordedTrial } from "../../graph/index.ts";
import type { Algorithm } from "../../search/index.ts";

/**
 * What a study may reduce beside the parameters, as a third objective: FLOPs of one image, or
 * latency on this machine.
 */
export const objective = z.enum(["flops", "latency"]);
export type Objective = z.infer<typeof objective>;

/** Searches whose choice is by accuracy and parameters, whatever else is measured. */
const twoObjectives: readonly Algorithm[] = ["paper", "reinforcement"];

/** Why a search can't have this objective; null where it can. */
export function objectiveClash(algorithm: Algorithm, objective: Objective | undefined): string | null {
  if (objective === undefined || !twoObjectives.includes(algorithm)) return null;
  return `the search that runs, ${algorithm}, chooses by accuracy and parameters alone, so ${objective} can't be an objective of it`;
}

/** The name of the rate by which an objective is reported: FR, or the same of latency. */
export function rateOf(objective: Objective): "fr" | "lr" {
  return objective === "flops" ? "fr" : "lr";
}

/**
 * The objective in a study's request as it is recorded; undefined where it has two objectives only.
 */
export function recordedObjective({ config }: { config: Record<string, unknown> }): Objective | undefined {
  return objective.safeParse(config.objective).data;
}

/** What the search is told of a third objective: a measurement's cost, less being better. */
export type Costed = { flops: number; latency?: { ms: number; baseMs: number } };

/**
 * The cost of a measured scheme: its FLOPs, or its latency as a share of the original's, as the two
 * were measured in turns.
 */
export function costOf({ flops, latency }: Costed, objective: Objective): number {
  if (objective === "flops") return flops;
  if (!latency) throw new Error("A study by latency has an evaluation without one.");
  return latency.ms / latency.baseMs;
}

/** The cost of the original model. */
export function baseCost({ flops }: { flops: number }, objective: Objective): number {
  return objective === "flops" ? flops : 1;
}

/** What of a recorded trial `costOf` reads. */
export function costedTrial({ flops, latencyMs: ms, baseLatencyMs: baseMs }: Measured): Costed {
  return { flops, ...(ms !== null && baseMs !== null && { latency: { ms, baseMs } }) };
}

type Measured = Pick<Exclude<RecordedTrial, { state: "failed" }>, "flops" | "latencyMs" | "baseLatencyMs">;
