import { expect, test } from "vitest";
import { tf } from "../../../compress/tensorflow.ts";
import { putBackGraph, takeGraph } from "../../../compress/training/graph-pool.ts";
import { TracedGraph } from "../../../compress/training/traced-graph.ts";

/** A graph that gives one number more than its variable holds. */
function counter(): TracedGraph {
  const held = tf.scalar(0);
  const graph = new TracedGraph(
    { held },
    { next: { inputs: {}, body: () => ({ outputs: { next: tf.add(held, 1) }, updates: {} }) } },
  );
  held.dispose();
  return graph;
}
const from = (graph: TracedGraph, value: number) =>
  tf.tidy(() => {
    graph.assign({ held: tf.scalar(value) });
    return graph.call("next", {}).next!.dataSync()[0]!;
  });

test("a graph is compiled once for its key, given to one at a time, and works again", () => {
  let compiled = 0;
  const take = (key: string) =>
    takeGraph(key, () => {
      compiled++;
      return counter();
    });
  const [a, b] = [take("k"), take("k")]; // two at once need two
  expect(compiled).toBe(2);
  expect([from(a, 1), from(b, 5)]).toEqual([2, 6]);
  putBackGraph("k", a);
  expect(from(take("k"), 7)).toBe(8);
  expect(compiled).toBe(2);
  putBackGraph("k", a);
  putBackGraph("k", b); // in its place
  expect(() => from(a, 1)).toThrow(/unloaded/);
  expect(take("k")).toBe(b);
  b.unload();
});

test("few are kept: the one longest unused is unloaded first", () => {
  const graphs = ["x", "y", "z"].map((key) => [key, takeGraph(key, counter)] as const);
  for (const [key, graph] of graphs) putBackGraph(key, graph);
  expect(() => from(graphs[0]![1], 1)).toThrow(/unloaded/);
  for (const [key, graph] of graphs.slice(1)) {
    expect(takeGraph(key, counter)).toBe(graph);
    expect(from(graph, 2)).toBe(3);
    graph.unload();
  }
});
