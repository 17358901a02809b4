import { type AllocationChoice, type AllocationTarget, chooseCuts } from "./allocation.ts";
import type { DependencyGraph } from "./dependencies.ts";
import { CompressError } from "./errors.ts";
import type { Workbench } from "./operator.ts";
import { parameterCounter } from "./parameter-count.ts";
import type { ChannelScores } from "./scores.ts";

/** The least that a scheme may leave, a fraction of the original's parameters; the authors' code has the same floor. */
export const leastLeft = 0.1;

/** How near its target a removal should come, a fraction of the original's parameters: a point of PR. */
const tolerance = 0.01;

/**
 * P to leave, and how nearly, when one step removes `remove`, a fraction of the ORIGINAL network's parameters (HP2 of the paper's
 * Table 1).
 *
 * Throws `nothing_left_to_remove` if less than a tenth of the original would be left, or nothing of this model can be pruned.
 */
export function removalTarget(
  graph: DependencyGraph,
  remove: number,
  { original }: Pick<Workbench, "original">,
): Pick<AllocationTarget, "parameters"> & { within: number } {
  const now = parameterCounter(graph)(new Map());
  const left = now - remove * original.parameters;
  const share = (parameters: number) => Number((parameters / original.parameters).toFixed(4));
  if (remove > 0 && Math.ceil(left) < leastLeft * original.parameters)
    throw new CompressError(
      "nothing_left_to_remove",
      `Cannot remove ${remove} of the original's parameters: the model has ${share(now)} of them left, and ${leastLeft} must stay.`,
    );
  if (remove > 0 && graph.groups.length === 0) {
    const why = graph.fixed.map(({ sentence }) => sentence).join(" ");
    throw new CompressError("nothing_left_to_remove", `Nothing in this model can be pruned. ${why}`);
  }
  return { parameters: left, within: tolerance * original.parameters };
}

/** Chooses cuts as `chooseCuts` does, and notes what kept them from the target or a group from being scored. */
export function chooseOrNote(
  graph: DependencyGraph,
  scores: ChannelScores,
  target: AllocationTarget & { within: number },
  bench: Workbench,
  operator: string,
): AllocationChoice {
  if (scores.size === 0 && graph.groups.length > 0)
    throw new CompressError(
      "bad_params",
      `${operator}: no layer of this model has what its score looks at; choose another score.`,
    );
  const choice = chooseCuts(graph, scores, target);
  const share = (parameters: number) => (parameters / bench.original.parameters).toFixed(3);
  if (Math.abs(choice.parameters - target.parameters) > target.within) {
    const limits = [
      `at most ${target.atMostPerLayer} of a layer may go`,
      "one channel of each stays",
      ...(target.roundTo ? [`widths are multiples of ${target.roundTo}`] : []),
      ...(scores.size < graph.groups.length ? [`${graph.groups.length - scores.size} groups have no score`] : []),
    ];
    bench.note?.(
      `${operator}: ${share(choice.parameters)} of the original's parameters are left where ${share(target.parameters)} was the target (${limits.join(", ")}).`,
    );
  }
  return choice;
}
