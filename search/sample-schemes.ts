import { paretoFront } from "./pareto.ts";
import type { SchemeNode, SchemeTree } from "./space.ts";

const paretoShare = 0.7;

/**
 * H_sub: evaluated schemes to extend (Algorithm 2, line 3), without repetition, all of them with
 * open next steps.
 *
 * Each is Pareto optimal by [accuracy up, parameters down] with chance 0.7; the others are drawn by
 * length first, so that the few long ones are not crowded out. Where one kind is exhausted the
 * other replaces it.
 * Source: the paper says "sample some Pareto-Optimal and evaluated schemes"; the shares are the
 * authors' code's.
 *
 * @returns at most `count`; none if no scheme has an open next step
 */
export function sampleSchemes(tree: SchemeTree, count: number, random: () => number): SchemeNode[] {
  const below = (length: number) => Math.floor(random() * length);
  const open = tree.nodes.filter((node) => tree.open(node) > 0);
  const optimal = paretoFront(open, ({ measured }) => [measured.accuracy, -measured.parameters]);
  const others = open.filter((node) => !optimal.includes(node));
  const sampled: SchemeNode[] = [];
  while (sampled.length < count && optimal.length + others.length > 0) {
    if (others.length === 0 || (optimal.length > 0 && random() < paretoShare)) {
      sampled.push(...optimal.splice(below(optimal.length), 1));
    } else {
      const lengths = [...new Set(others.map(({ steps }) => steps.length))];
      const length = lengths[below(lengths.length)]!;
      const alike = others.filter(({ steps }) => steps.length === length);
      const node = alike[below(alike.length)]!;
      sampled.push(...others.splice(others.indexOf(node), 1));
    }
  }
  return sampled;
}
