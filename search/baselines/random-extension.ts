import { batchFrom, runBatch } from "../batch.ts";
import { checkInput } from "../input.ts";
import { paretoFront } from "../pareto.ts";
import { type SchemeNode, SchemeTree } from "../space.ts";
import type { Search } from "../trial.ts";

/**
 * Random extension: a random strategy after a random Pareto optimal scheme, START included. What a
 * progressive search is worth without a model.
 *
 * In a batch, each extends a scheme that was measured before it.
 *
 * Where no scheme on the front has an open next step, any other that has one is extended.
 */
export const randomExtension: Search = async function* (input) {
  checkInput(input);
  const { candidates, base, maxLength, trials } = input;
  const tree = new SchemeTree(candidates, maxLength, base, input.mostRemoved);
  const extended = (number: number): { node: SchemeNode; candidate: number } | null => {
    const source = input.random("random extension", number);
    const below = (count: number) => Math.floor(source() * count);
    const open = tree.nodes.filter((node) => tree.open(node) > 0);
    if (open.length === 0) return null;
    const front = paretoFront(open, ({ measured: { accuracy, parameters, cost = 0 } }) =>
      base.cost === undefined ? [accuracy, -parameters] : [accuracy, -parameters, -cost],
    );
    const node = front[below(front.length)]!;
    const next = [...tree.next(node)];
    const candidate = next[below(next.length)]!;
    tree.take(node, candidate, null);
    return { node, candidate };
  };
  for (let number = 1; number <= trials; ) {
    const steps = [];
    while (steps.length < batchFrom(input, number)) {
      const step = extended(number + steps.length);
      if (!step) break;
      steps.push(step);
    }
    if (steps.length === 0) return;
    const asked = steps.map(({ node, candidate }, i) => ({
      number: number + i,
      scheme: [...node.steps, candidate].map((step) => candidates[step]!.id),
      parent: () => node.measured,
    }));
    for await (const trial of runBatch(input, asked)) {
      const { node, candidate } = steps[trial.number - number]!;
      tree.take(node, candidate, trial.state === "complete" ? trial.measured : null);
      yield trial;
    }
    number += steps.length;
  }
};
