import { afterEach, expect, test } from "vitest";
import { type NativeAttribute, nativeBackend, tf } from "../../../compress/tensorflow.ts";
import { attribute, fromNative } from "../../../compress/training/graph-def.ts";
import { type TracedFunction, TracedGraph } from "../../../compress/training/traced-graph.ts";

const open: TracedGraph[] = [];
function trace(variables: Record<string, tf.Tensor>, functions: Record<string, TracedFunction>): TracedGraph {
  const graph = new TracedGraph(variables, functions);
  open.push(graph);
  return graph;
}
afterEach(() => {
  for (const graph of open.splice(0)) graph.unload();
});
const values = (tensors: Record<string, tf.Tensor>) =>
  Object.fromEntries(Object.entries(tensors).map(([name, t]) => [name, Array.from(t.dataSync())]));

test("functions share variables, read them before they are stored, and keep them between calls", () => {
  const total = tf.zeros([2]);
  const by = tf.ones([2]);
  const graph = trace(
    { total },
    {
      add: {
        inputs: { by },
        body: () => ({ outputs: { before: tf.mul(total, 1) }, updates: { total: tf.add(total, by) } }),
      },
      double: { inputs: {}, body: () => ({ outputs: { twice: tf.mul(total, tf.scalar(2)) }, updates: {} }) },
    },
  );
  graph.assign({ total: tf.tensor1d([10, 20]) });
  expect(values(graph.call("add", { by: tf.tensor1d([1, 2]) }))).toEqual({ before: [10, 20] });
  expect(values(graph.call("add", { by: tf.tensor1d([1, 2]) }))).toEqual({ before: [11, 22] });
  expect(values(graph.call("double", {}))).toEqual({ twice: [24, 48] });
  expect(values(graph.read(["total"]))).toEqual({ total: [12, 24] });
});

test("two graphs with variables of the same name do not share them", () => {
  const graphs = [1, 2].map((value) => {
    const kept = tf.zeros([]);
    const graph = trace(
      { kept },
      { get: { inputs: {}, body: () => ({ outputs: { kept: tf.mul(kept, 10) }, updates: {} }) } },
    );
    graph.assign({ kept: tf.scalar(value) });
    return graph;
  });
  expect(graphs.map((graph) => values(graph.call("get", {})))).toEqual([{ kept: [10] }, { kept: [20] }]);
});

test("a variable holds a copy: what JavaScript does to its array afterwards does not reach it", () => {
  const kept = tf.zeros([4096]);
  const graph = trace({ kept }, { sum: { inputs: {}, body: () => ({ outputs: { sum: tf.sum(kept) }, updates: {} }) } });
  for (let round = 0; round < 8; round++) {
    const array = new Float32Array(4096).fill(1);
    const given = tf.tensor1d(array);
    graph.assign({ kept: given });
    array.fill(7);
    given.dispose();
    expect(values(graph.call("sum", {}))).toEqual({ sum: [4096] });
  }
});

test("tensors from before the trace, of every type and size, become constants", () => {
  const x = tf.tensor1d([1, 2, 3]);
  const table = tf.tensor1d([5, 6, 7]);
  const order = tf.tensor1d([2, 0, 1], "int32");
  const chosen = tf.tensor1d([true, false, true], "bool");
  const many = tf.fill([300], 0.5);
  const graph = trace(
    {},
    {
      all: {
        inputs: { x },
        body: () => {
          const sum = tf.sum(tf.mul(many, 2));
          return { outputs: { y: tf.where(chosen, tf.gather(table, order), tf.add(x, sum)) }, updates: {} };
        },
      },
    },
  );
  expect(values(graph.call("all", { x: tf.tensor1d([10, 20, 30]) }))).toEqual({ y: [7, 320, 6] });
});

const returning = (y: () => tf.Tensor): Record<string, TracedFunction> => ({
  f: { inputs: {}, body: () => ({ outputs: { y: y() }, updates: {} }) },
});

test.each([
  ["different numbers made in JavaScript", () => tf.add(tf.randomNormal([100]), 1), "100 different numbers"],
  ["values that are read", () => tf.scalar(tf.add(1, 2).dataSync()[0]!), "reads a tensor"],
  ["a variable that was not named", () => tf.add(tf.variable(tf.ones([3]), true, "stray"), 1), "stray"],
])("%s cannot be traced, and everything is put back", (_, work, words) => {
  const before = Object.getOwnPropertyNames(tf.backend());
  expect(() => trace({}, returning(work))).toThrow(
    expect.objectContaining({ code: "unsupported_layer", message: expect.stringContaining(words) }),
  );
  expect(Object.getOwnPropertyNames(tf.backend())).toEqual(before);
  expect(tf.add(1, 2).dataSync()[0]).toBe(3);
});

test("after unloading, a call is refused", () => {
  const graph = trace(
    {},
    returning(() => tf.add(1, 2)),
  );
  graph.unload();
  graph.unload();
  expect(() => graph.call("f", {})).toThrow(/unloaded/);
});

test("attributes are encoded as the protocol buffers guide shows", () => {
  const { binding } = nativeBackend();
  const native = (type: number, value: unknown) => fromNative(binding, { name: "a", type, value } as NativeAttribute);
  expect([...attribute.int(150)]).toEqual([0x18, 0x96, 0x01]);
  expect([...attribute.int(-2)]).toEqual([0x18, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]);
  expect([...attribute.text("testing")]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
  expect([...native(binding.TF_ATTR_FLOAT, 1)]).toEqual([0x25, 0, 0, 0x80, 0x3f]);
  expect([...native(binding.TF_ATTR_BOOL, false)]).toEqual([0x28, 0]);
  expect([...native(binding.TF_ATTR_INT, [1, 2])]).toEqual([0x0a, 0x04, 0x1a, 0x02, 1, 2]);
});
