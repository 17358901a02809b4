import { CompressError } from "../errors.ts";
import type { OperatorContext } from "../operator.ts";
import type { tf } from "../tensorflow.ts";
import { type AllocationChoice, type AllocationTarget, chooseCuts } from "./allocation.ts";
import type { DependencyGraph } from "./dependency-graph.ts";
import { flopsCounter } from "./flops-count.ts";
import { parameterCounter } from "./parameter-count.ts";
import type { ChannelScores } from "./scores/index.ts";

/**
 * The least that a scheme may leave, a fraction of the original's parameters; the authors' code has
 * the same floor.
 */
export const leastLeft = 0.1;

/**
 * How near its target a removal should come, a fraction of the original's parameters or FLOPs: a
 * point of PR or FR.
 */
export const tolerance = 0.01;

/**
 * Widths become multiples of this unless set otherwise, where the target allows it; vector units
 * work on so many channels at once.
 */
const usualMultiple = 8;
const mostShareChange = 1 / 8;

/** What a removal has to leave. */
export type RemovalGoal = Pick<AllocationTarget, "parameters" | "measure"> & {
  within: number;
  /** What the target is a fraction of, for people. Default: the original's parameters. */
  whole?: { amount: number; unit: string };
};

/**
 * P to leave, and how nearly, when one step removes `remove`, a fraction of the ORIGINAL network's
 * parameters (HP2 of the paper's Table 1).
 *
 * @throws CompressError `nothing_left_to_remove` if less than a tenth of the original would be
 *   left, or nothing of this model can be pruned.
 */
export function removalTarget(
  graph: DependencyGraph,
  remove: number,
  { original }: Pick<OperatorContext, "original">,
): { parameters: number; within: number } {
  const now = parameterCounter(graph)(new Map());
  refuseImpossible(graph, remove, now, original.parameters, "parameters");
  return { parameters: now - remove * original.parameters, within: tolerance * original.parameters };
}

/**
 * The same for F: what to leave when `remove` of the original's FLOPs go.
 *
 * The original's F is the context's; a model with all of the original's parameters is taken for it
 * where the context has none.
 *
 * @throws CompressError `nothing_left_to_remove` as `removalTarget` does, and `bad_params` where
 *   F(M) is not known.
 */
export function flopsTarget(
  model: tf.LayersModel,
  graph: DependencyGraph,
  remove: number,
  { original }: Pick<OperatorContext, "original">,
): RemovalGoal {
  const count = flopsCounter(model, graph);
  const now = count(new Map());
  const amount = original.flops ?? (isWhole(graph, original.parameters) ? now : undefined);
  if (amount === undefined)
    throw new CompressError("bad_params", "A target by FLOPs needs the original's: this model has lost some already.");
  refuseImpossible(graph, remove, now, amount, "FLOPs");
  return {
    measure: { count, leave: now - remove * amount },
    within: tolerance * amount,
    whole: { amount, unit: "FLOPs" },
  };
}

/** Whether no parameter of the original is gone. */
export function isWhole(graph: DependencyGraph, originalParameters: number): boolean {
  return parameterCounter(graph)(new Map()) === originalParameters;
}

/**
 * Whether a tenth of the original stays, up to `slack` of its unit.
 *
 * @throws CompressError `nothing_left_to_remove` if not, or if nothing can go.
 */
export function refuseImpossible(
  graph: DependencyGraph,
  remove: number,
  now: number,
  original: number,
  unit: string,
  slack = 1,
): void {
  if (remove <= 0) return;
  if (now - remove * original <= leastLeft * original - slack) {
    const share = Number((now / original).toFixed(4));
    throw new CompressError(
      "nothing_left_to_remove",
      `Cannot remove ${remove} of the original's ${unit}: the model has ${share} of them left, and ${leastLeft} must stay.`,
    );
  }
  if (graph.groups.length === 0) {
    const why = graph.fixed.map(({ sentence }) => sentence).join(" ");
    throw new CompressError("nothing_left_to_remove", `Nothing in this model can be pruned. ${why}`);
  }
}

/** A choice, and the multiple that its widths were rounded to. */
export type RoundedChoice = AllocationChoice & { roundTo: number };

/**
 * Chooses cuts as `chooseCuts` does; where the target has no `roundTo`, widths become multiples of
 * 8 if that still meets it to half of `within`, and whatever meets it best if not. The same on
 * every machine, so that a seed makes the same cuts everywhere.
 *
 * Under `uniform` and `perLayer`, which promise each layer its share, rounding must not change any
 * share by more than an eighth.
 */
export function chooseRounded(
  graph: DependencyGraph,
  scores: ChannelScores,
  target: AllocationTarget & { within: number },
): RoundedChoice {
  const choose = (roundTo: number) => ({ ...chooseCuts(graph, scores, { ...target, roundTo }), roundTo });
  if (target.roundTo !== undefined) return choose(target.roundTo);
  const rounded = choose(usualMultiple);
  if (distanceTo(target, rounded) > target.within / 2) return choose(1);
  if (target.allocation === "global") return rounded;
  const exact = choose(1);
  return largestChange(graph, rounded, exact) <= mostShareChange ? rounded : exact;
}

/** By how much two choices differ in what they take of one group, a fraction of its channels. */
function largestChange({ groups }: DependencyGraph, a: AllocationChoice, b: AllocationChoice): number {
  const lost = ({ cuts }: AllocationChoice, id: string) => cuts.find(({ group }) => group === id)?.channels.length ?? 0;
  return Math.max(0, ...groups.map(({ id, channels }) => Math.abs(lost(a, id) - lost(b, id)) / channels));
}

/** How far a choice is from its target, in the target's unit. */
export function distanceTo({ measure, parameters }: AllocationTarget, { left }: AllocationChoice): number {
  return Math.abs(left - (measure?.leave ?? parameters ?? left));
}

/**
 * Chooses cuts as `chooseRounded` does, and notes what kept them from the target or a group from
 * being scored.
 */
export function chooseOrNote(
  graph: DependencyGraph,
  scores: ChannelScores,
  target: AllocationTarget & RemovalGoal,
  context: Pick<OperatorContext, "original" | "note">,
  operator: string,
): RoundedChoice {
  if (scores.size === 0 && graph.groups.length > 0)
    throw new CompressError(
      "bad_params",
      `${operator}: no layer of this model has what its score looks at; choose another score.`,
    );
  const choice = chooseRounded(graph, scores, target);
  const { amount, unit } = target.whole ?? { amount: context.original.parameters, unit: "parameters" };
  const share = (value: number) => (value / amount).toFixed(3);
  if (distanceTo(target, choice) > target.within) {
    const limits = [
      `at most ${target.atMostPerLayer} of a layer may go`,
      "one channel of each stays",
      ...(target.roundTo ? [`widths are multiples of ${target.roundTo}`] : []),
      ...(scores.size < graph.groups.length ? [`${graph.groups.length - scores.size} groups have no score`] : []),
    ];
    const wanted = share(target.measure?.leave ?? target.parameters ?? choice.left);
    context.note?.(
      `${operator}: ${share(choice.left)} of the original's ${unit} are left where ${wanted} was the target (${limits.join(", ")}).`,
    );
  }
  return choice;
}
