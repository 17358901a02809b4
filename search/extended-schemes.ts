import type { SchemeNode, SchemeTree } from "./space.ts";
import type { StepState } from "./step-model.ts";

/** The most measured steps that the model learns from in a round, which bounds its cost. */
const mostSteps = 80;
const recentSteps = 20;

/** A measured scheme, and what the model sees of it. */
export interface RatedNode extends SchemeNode {
  state: StepState;
}

/** H_sub: START, schemes near the front, and some at random, all with open next steps. */
export function parentsOf(
  nodes: readonly RatedNode[],
  tree: SchemeTree,
  { parents, randomParents }: { parents: number; randomParents: number },
  source: () => number,
): RatedNode[] {
  const open = nodes.filter((node) => tree.open(node) > 0);
  const behind = behindFront(open.map(({ state }) => state));
  const isStart = (node: RatedNode) => (node.steps.length === 0 ? 1 : 0);
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
export function relevant(grown: readonly StepState[]): number[] {
  const all = grown.map((_, i) => i);
  if (all.length <= mostSteps) return all;
  const behind = behindFront(grown);
  const earlier = all.slice(0, -recentSteps).sort((a, b) => behind.get(grown[a]!)! - behind.get(grown[b]!)! || a - b);
  return [...earlier.slice(0, mostSteps - recentSteps), ...all.slice(-recentSteps)].sort((a, b) => a - b);
}

/**
 * How far each scheme's AR is behind the front at its PR, and its CR where there is one; 0 on the
 * front. Costs O(n log n), or O(n²) with a third objective.
 */
function behindFront(states: readonly StepState[]): Map<StepState, number> {
  const sorted = [...states].sort((a, b) => b.pr - a.pr || b.ar - a.ar);
  const behind = new Map<StepState, number>();
  if (states.some(({ cr }) => cr !== undefined)) {
    for (const state of states) {
      let best = state.ar;
      for (const { ar, pr, cr = 0 } of states) if (ar > best && pr >= state.pr && cr >= (state.cr ?? 0)) best = ar;
      behind.set(state, best - state.ar);
    }
    return behind;
  }
  let best = -Infinity;
  for (const state of sorted) {
    best = Math.max(best, state.ar);
    behind.set(state, best - state.ar);
  }
  return behind;
}
