import type { RandomSource } from "../../randomness.ts";

/** A node of a tree: a question, or an answer where `feature` is -1. */
export interface TreeNode {
  /** Which input is asked about; -1 in a leaf. */
  feature: number;
  /** Inputs up to this go to `low`, others to `high`. A 32-bit number. */
  threshold: number;
  low: number;
  high: number;
  /** What a leaf adds. A 32-bit number. */
  value: number;
}

/** Trees whose answers are added to a start. */
export interface BoostedTrees {
  start: number;
  trees: TreeNode[][];
}

/** How trees are grown. */
export interface Growing {
  trees: number;
  /** Questions from the root to a leaf, at most. */
  depth: number;
  /** The share of each tree's answer that is added. */
  shrinkage: number;
  /** Samples in a leaf, at least. */
  leastInLeaf: number;
  /** The share of the samples that each tree sees. */
  subsample: number;
}

const usualGrowing: Growing = { trees: 300, depth: 4, shrinkage: 0.05, leastInLeaf: 4, subsample: 0.7 };

/**
 * Gradient boosting of regression trees under squared error: each tree is grown on what is left of
 * the targets, on a random part of the samples, by the split that lowers the squared error most.
 *
 * All thresholds and answers are 32-bit numbers, so that a reader in 32 bits gives the same.
 *
 * @param inputs of each sample, equally long [samples][features]
 * @param targets [samples]
 * @param random in [0, 1)
 * Source: Friedman, "Stochastic gradient boosting", Computational Statistics & Data Analysis 38(4), 2002.
 */
export function boostTrees(
  inputs: readonly Float32Array[],
  targets: readonly number[],
  random: RandomSource,
  growing: Growing = usualGrowing,
): BoostedTrees {
  const start = Math.fround(targets.reduce((sum, target) => sum + target, 0) / targets.length);
  const left = Float64Array.from(targets, (target) => target - start);
  const order = orderByFeature(inputs);
  const trees: TreeNode[][] = [];
  for (let round = 0; round < growing.trees; round++) {
    const seen = Uint8Array.from(inputs, () => (random() < growing.subsample ? 1 : 0));
    const tree = growTree(inputs, left, order, seen, growing);
    trees.push(tree);
    for (let at = 0; at < left.length; at++) left[at]! -= answer(tree, inputs[at]!);
  }
  return { start, trees };
}

/** What the trees say about an input. */
export function predictTrees({ start, trees }: BoostedTrees, input: Float32Array): number {
  return trees.reduce((sum, tree) => sum + answer(tree, input), start);
}

function answer(tree: readonly TreeNode[], input: Float32Array): number {
  let node = tree[0]!;
  while (node.feature >= 0) node = tree[input[node.feature]! <= node.threshold ? node.low : node.high]!;
  return node.value;
}

/** The samples in ascending order of each feature. [features][samples] */
function orderByFeature(inputs: readonly Float32Array[]): Int32Array[] {
  const features = inputs[0]?.length ?? 0;
  return Array.from({ length: features }, (_, feature) =>
    Int32Array.from(inputs.keys()).sort((a, b) => inputs[a]![feature]! - inputs[b]![feature]!),
  );
}

function growTree(
  inputs: readonly Float32Array[],
  left: Float64Array,
  order: readonly Int32Array[],
  seen: Uint8Array,
  { depth, shrinkage, leastInLeaf }: Growing,
): TreeNode[] {
  const nodes: TreeNode[] = [];
  const place = Int32Array.from(seen, (is) => (is ? 0 : -1)); // the node that each sample is in
  let level = [newLeaf(nodes)];
  for (let asked = 0; asked < depth && level.length > 0; asked++) {
    const splits = bestSplits(inputs, left, order, place, level, leastInLeaf);
    const next: number[] = [];
    for (const at of level) {
      const split = splits.get(at);
      if (!split) continue;
      const [low, high] = [newLeaf(nodes), newLeaf(nodes)];
      Object.assign(nodes[at]!, { ...split, low, high });
      next.push(low, high);
    }
    for (let sample = 0; sample < place.length; sample++) {
      const node = nodes[place[sample]!];
      if (node && node.feature >= 0) {
        place[sample] = inputs[sample]![node.feature]! <= node.threshold ? node.low : node.high;
      }
    }
    level = next;
  }
  setAnswers(nodes, left, place, shrinkage);
  return nodes;
}

function newLeaf(nodes: TreeNode[]): number {
  return nodes.push({ feature: -1, threshold: 0, low: -1, high: -1, value: 0 }) - 1;
}

interface Side {
  count: number;
  sum: number;
}

/**
 * For each node of a level the question that lowers the squared error most; none where all are
 * alike.
 */
function bestSplits(
  inputs: readonly Float32Array[],
  left: Float64Array,
  order: readonly Int32Array[],
  place: Int32Array,
  level: readonly number[],
  leastInLeaf: number,
): Map<number, Pick<TreeNode, "feature" | "threshold">> {
  const whole = new Map(level.map((at) => [at, { count: 0, sum: 0 }]));
  for (let sample = 0; sample < place.length; sample++) {
    const side = whole.get(place[sample]!);
    if (side) add(side, left[sample]!);
  }
  const best = new Map<number, Pick<TreeNode, "feature" | "threshold"> & { gain: number }>();
  for (let feature = 0; feature < order.length; feature++) {
    const lows = new Map(level.map((at) => [at, { count: 0, sum: 0, last: Number.NaN }]));
    for (const sample of order[feature]!) {
      const at = place[sample]!;
      const low = lows.get(at);
      if (!low) continue;
      const value = inputs[sample]![feature]!;
      const all = whole.get(at)!;
      const high = { count: all.count - low.count, sum: all.sum - low.sum };
      if (value > low.last && low.count >= leastInLeaf && high.count >= leastInLeaf) {
        const gain = low.sum ** 2 / low.count + high.sum ** 2 / high.count - all.sum ** 2 / all.count;
        if (gain > (best.get(at)?.gain ?? 1e-12)) {
          best.set(at, { feature, threshold: between(low.last, value), gain });
        }
      }
      add(low, left[sample]!);
      low.last = value;
    }
  }
  return new Map([...best].map(([at, { feature, threshold }]) => [at, { feature, threshold }]));
}

function add(side: Side, value: number): void {
  side.count++;
  side.sum += value;
}

/** A 32-bit number that is at least `low` and below `high`. */
function between(low: number, high: number): number {
  const middle = Math.fround((low + high) / 2);
  return middle < high ? middle : low;
}

function setAnswers(nodes: readonly TreeNode[], left: Float64Array, place: Int32Array, shrinkage: number): void {
  const sides = nodes.map(() => ({ count: 0, sum: 0 }));
  for (let sample = 0; sample < place.length; sample++) {
    const side = sides[place[sample]!];
    if (side) add(side, left[sample]!);
  }
  for (const [at, { count, sum }] of sides.entries()) {
    if (count > 0) nodes[at]!.value = Math.fround((shrinkage * sum) / count);
  }
}
