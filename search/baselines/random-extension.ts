import { checkInput } from "../input.ts";
import { paretoFront } from "../pareto.ts";
import { SchemeTree } from "../space.ts";
import { runTrial, type Search } from "../trial.ts";

/**
 * Random extension: a random strategy after a random Pareto optimal scheme, START included. What a
 * progressive search is worth without a model.
 *
 * Where no scheme on the front has an open next step, any other that has one is extended.
 */
export const randomExtension: Search = async function* (input) {
  checkInput(input);
  const { candidates, base, maxLength, trials } = input;
  const tree = new SchemeTree(candidates, maxLength, base, input.mostRemoved);
  for (let number = 1; number <= trials; number++) {
    const source = input.random("random extension", number);
    const below = (count: number) => Math.floor(source() * count);
    const open = tree.nodes.filter((node) => tree.open(node) > 0);
    if (open.length === 0) return;
    const front = paretoFront(open, ({ measured }) => [measured.accuracy, -measured.parameters]);
    const node = front[below(front.length)]!;
    const next = [...tree.next(node)];
    const candidate = next[below(next.length)]!;
    const scheme = [...node.steps, candidate].map((step) => candidates[step]!.id);
    const trial = await runTrial(input, { number, scheme, parent: node.measured });
    tree.take(node, candidate, trial.state === "complete" ? trial.measured : null);
    yield trial;
  }
};
