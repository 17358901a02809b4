import { expect, test } from "vitest";
import { Adam, uniformWeights } from "../../search/adam.ts";
import { Lstm } from "../../search/lstm.ts";
import { Mlp } from "../../search/mlp.ts";
import { expectGradients } from "./gradients.ts";
import { seeded } from "./seeded.ts";

const vector = (length: number, random: () => number) => Float64Array.from({ length }, () => 2 * random() - 1);
const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

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
    const pass = lstm.forward(sequence);
    lstm.backward(pass, direction);
    expectGradients(lstm.weights, () => dot(lstm.forward(sequence).code, direction));
  }
});

test("the LSTM codes an empty sequence as zeros and tells orders apart", () => {
  const random = seeded(2)("lstm");
  const lstm = new Lstm({ inputs: 3, hidden: 4, layers: 2 }, random);
  const [a, b] = [vector(3, random), vector(3, random)];
  expect(lstm.forward([]).code).toEqual(new Float64Array(8));
  expect(lstm.forward([a, b]).code).not.toEqual(lstm.forward([b, a]).code);
});

test("the LSTM step is the formula, on one cell by hand", () => {
  const lstm = new Lstm({ inputs: 1, hidden: 1, layers: 1 }, () => 0.5); // all weights 0, the forget bias 1
  const [layer] = lstm.layers;
  layer!.input.values.set([0.5, 0, 1, 0]); // i, f, g, o
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const first = sigmoid(1) * Math.tanh(2);
  const second = sigmoid(1) * first + sigmoid(-0.5) * Math.tanh(-1);
  expect(lstm.forward([Float64Array.of(2), Float64Array.of(-1)]).code[0]).toBeCloseTo(0.5 * Math.tanh(second), 12);
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
