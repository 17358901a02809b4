import { expect, test } from "vitest";
import { Adam, uniformWeights } from "../../search/adam.ts";
import { Lstm, type LstmState } from "../../search/lstm.ts";
import { Mlp } from "../../search/mlp.ts";
import { expectGradients } from "./gradients.ts";
import { seeded } from "./seeded.ts";

const vector = (length: number, random: () => number) => Float64Array.from({ length }, () => 2 * random() - 1);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

/** The states after none, one, … all vectors of a sequence. */
function readAll(lstm: Lstm, sequence: readonly Float64Array[]): LstmState[] {
  const states = [lstm.start()];
  for (const x of sequence) states.push(lstm.read(states.at(-1)!, x));
  return states;
}

test("the LSTM's gradients are those of finite differences", () => {
  const random = seeded(1)("lstm");
  for (const [layers, length] of [
    [1, 1],
    [2, 4],
    [3, 2],
  ] as const) {
    const lstm = new Lstm({ inputs: 3, hidden: 4, layers }, random);
    const sequence = Array.from({ length }, () => vector(3, random));
    const direction = vector(layers * 4, random);
    const states = readAll(lstm, sequence);
    states.at(-1)!.byCode.set(direction);
    lstm.backward(states);
    expectGradients(lstm.weights, () => dot(readAll(lstm, sequence).at(-1)!.code, direction));
  }
});

test("the gradients of sequences that share their beginning are those of the sequences apart", () => {
  const random = seeded(6)("lstm");
  const lstm = new Lstm({ inputs: 3, hidden: 4, layers: 2 }, random);
  const [a, b, c] = [vector(3, random), vector(3, random), vector(3, random)];
  const directions = [vector(8, random), vector(8, random), vector(8, random)];
  const taken = () =>
    lstm.weights.map(({ gradients }) => {
      const copy = gradients.slice();
      gradients.fill(0);
      return copy;
    });
  const first = lstm.read(lstm.start(), a);
  const tree = [first, lstm.read(first, b), lstm.read(first, c)];
  for (const [i, state] of tree.entries()) state.byCode.set(directions[i]!);
  lstm.backward(tree);
  const together = taken();
  for (const [i, sequence] of [[a], [a, b], [a, c]].entries()) {
    const states = readAll(lstm, sequence);
    states.at(-1)!.byCode.set(directions[i]!);
    lstm.backward(states);
  }
  for (const [block, apart] of taken().entries()) {
    for (const [i, gradient] of apart.entries()) expect(together[block]![i]).toBeCloseTo(gradient, 12);
  }
});

test("the LSTM codes an empty sequence as zeros and tells orders apart", () => {
  const random = seeded(2)("lstm");
  const lstm = new Lstm({ inputs: 3, hidden: 4, layers: 2 }, random);
  const [a, b] = [vector(3, random), vector(3, random)];
  expect(lstm.start().code).toEqual(new Float64Array(8));
  expect(readAll(lstm, [a, b]).at(-1)!.code).not.toEqual(readAll(lstm, [b, a]).at(-1)!.code);
});

test("the LSTM step is the formula, on one cell by hand", () => {
  const lstm = new Lstm({ inputs: 1, hidden: 1, layers: 1 }, () => 0.5); // all weights 0, the forget bias 1
  const [layer] = lstm.layers;
  layer!.input.values.set([0.5, 0, 1, 0]); // i, f, g, o
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const first = sigmoid(1) * Math.tanh(2);
  const second = sigmoid(1) * first + sigmoid(-0.5) * Math.tanh(-1);
  const [, , last] = readAll(lstm, [Float64Array.of(2), Float64Array.of(-1)]);
  expect(last!.code[0]).toBeCloseTo(0.5 * Math.tanh(second), 12);
});

test("the MLP's gradients, by weights and by input, are those of finite differences", () => {
  const random = seeded(3)("mlp");
  const mlp = new Mlp({ inputs: 5, hidden: 6, outputs: 2 }, random);
  const input = vector(5, random);
  const direction = vector(2, random);
  const gradients = mlp.backward(mlp.forward(input), direction);
  const loss = () => dot(mlp.forward(input).output, direction);
  expectGradients([...mlp.weights, { values: input, gradients }], loss);
});

test("many heads on one tail give what each whole input gives", () => {
  const random = seeded(4)("mlp");
  const mlp = new Mlp({ inputs: 7, hidden: 6, outputs: 2 }, random);
  const heads = Array.from({ length: 9 }, () => vector(3, random));
  const tail = vector(4, random);
  const outputs = mlp.forwardHeads(Float64Array.from(heads.flatMap((head) => [...head])), heads.length, tail);
  for (const [i, head] of heads.entries()) {
    const { output } = mlp.forward(Float64Array.from([...head, ...tail]));
    expect(outputs[2 * i]).toBeCloseTo(output[0]!, 12);
    expect(outputs[2 * i + 1]).toBeCloseTo(output[1]!, 12);
  }
});

test("Adam's first step is the learning rate against the gradient's sign, and it finds a minimum", () => {
  const weights = uniformWeights(3, 1, seeded(5)("adam"));
  const before = weights.values.slice();
  const adam = new Adam([weights], 0.01);
  weights.gradients.set([3, -0.002, 0]);
  adam.step();
  expect(weights.values[0]).toBeCloseTo(before[0]! - 0.01, 6);
  expect(weights.values[1]).toBeCloseTo(before[1]! + 0.01, 6);
  expect(weights.values[2]).toBe(before[2]);
  expect(weights.gradients).toEqual(new Float64Array(3));
  for (let step = 0; step < 2000; step++) {
    for (const [i, goal] of [1, -2, 0.5].entries()) weights.gradients[i] = 2 * (weights.values[i]! - goal);
    adam.step();
  }
  for (const [i, goal] of [1, -2, 0.5].entries()) expect(weights.values[i]).toBeCloseTo(goal, 3);
});
