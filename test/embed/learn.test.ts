import { describe, expect, test } from "vitest";
import { dataHash, EmbedError, type EmbedOptions, type EmbedProgress, learn } from "../../embed/index.ts";
import { resnet56, smallGraph, someExperience, vgg16 } from "./small-graph.ts";
import { sources } from "./sources.ts";

const knowledge = { triples: smallGraph(), experience: someExperience };
const small: EmbedOptions = {
  dim: 16,
  epochs: 60,
  refitEpochs: 10,
  learningRate: 5e-3,
  experienceRate: 5e-3,
  heldOut: 0.1,
};
const brief: EmbedOptions = { dim: 8, epochs: 3, refitEpochs: 2, heldOut: 0.1 };

describe("learning from 125 strategies, 529 triples and 6 results", async () => {
  const embedding = await learn(knowledge, small, { random: sources(1) });
  const { metrics, vectors, predictor } = embedding;

  test("ranks held-out triples far better than random vectors do", () => {
    expect(metrics.heldOut).toBeGreaterThan(40);
    expect(metrics.mrr).toBeGreaterThan(3 * metrics.randomMrr);
    expect(metrics.hitsAt10).toBeGreaterThan(2.5 * metrics.randomHitsAt10);
    expect(metrics.typedMrr).toBeGreaterThan(1.15 * metrics.randomTypedMrr);
  });

  test("the losses fall", () => {
    expect(metrics.log.at(-1)!.loss).toBeLessThan(0.5 * metrics.log[0]!.loss);
    expect(metrics.experienceError).toBeLessThan(0.4 * metrics.log[0]!.experienceLoss);
    expect(metrics.experienceUnmatched).toBe(0);
  });

  test("there is a vector of the unit ball for every entity", () => {
    const keys = new Set(knowledge.triples.flatMap(({ head, tail }) => [head, tail]));
    expect(new Set(vectors.keys())).toEqual(keys);
    for (const vector of vectors.values()) {
      expect(vector).toHaveLength(16);
      expect(Math.hypot(...vector)).toBeLessThanOrEqual(1 + 1e-6);
    }
  });

  test("the vectors tell method and settings, and differ by nothing else", () => {
    const { method, numbers, words, shares, strategies } = metrics.readable;
    expect(strategies).toBe(125);
    expect(method).toBe(1);
    expect(words).toEqual({});
    for (const [name, found] of Object.entries(numbers)) expect(found, name).toBeGreaterThan(0.95);
    expect(shares.method).toBeGreaterThan(0.4);
    expect(shares.rest).toBeLessThan(0.02); // the ball bends sums a little
  });

  test("NN_exp predicts near what was reported", () => {
    const strategy = "Strategy:NS(HP1=0.5,HP2=0.4,HP6=0.9)";
    const { ar, pr } = predictor.predict(vectors.get(strategy)!, vgg16, 0.4);
    expect(Math.abs(ar + 0.0003)).toBeLessThan(0.15);
    expect(Math.abs(pr - 0.4)).toBeLessThan(0.2);
    expect(() => predictor.predict(new Float32Array(3), vgg16, 0.4)).toThrow(/16/);
  });

  test("strategies of one method stand nearer to each other than to those of another", () => {
    const ns = [...vectors].filter(([key]) => key.startsWith("Strategy:NS(")).map(([, vector]) => vector);
    const sfp = [...vectors].filter(([key]) => key.startsWith("Strategy:SFP(")).map(([, vector]) => vector);
    const meanDistance = (as: Float32Array[], bs: Float32Array[]) => {
      const all = as.flatMap((a) => bs.filter((b) => b !== a).map((b) => Math.hypot(...a.map((x, d) => x - b[d]!))));
      return all.reduce((sum, value) => sum + value, 0) / all.length;
    };
    expect(meanDistance(ns, ns)).toBeLessThan(0.9 * meanDistance(ns, sfp));
    expect(meanDistance(sfp, sfp)).toBeLessThan(0.9 * meanDistance(ns, sfp));
  });
});

test("the same seed gives the same vectors, whatever order the knowledge came in; another seed gives others", async () => {
  const first = await learn(knowledge, brief, { random: sources(7) });
  const mixed = { triples: [...knowledge.triples].reverse(), experience: [...knowledge.experience].reverse() };
  const again = await learn(mixed, brief, { random: sources(7) });
  const other = await learn(knowledge, brief, { random: sources(8) });
  expect(again.vectors).toEqual(first.vectors);
  expect(again.dataHash).toBe(first.dataHash);
  expect(again.metrics).toEqual(first.metrics);
  expect(other.vectors).not.toEqual(first.vectors);
});

test("progress is told epoch by epoch, and the event loop runs in between", async () => {
  const seen: EmbedProgress[] = [];
  let ticks = 0;
  const timer = setInterval(() => ticks++, 0);
  const report = (progress: EmbedProgress) => seen.push(progress);
  const { metrics } = await learn(knowledge, { ...brief, epochs: 20, validation: 0 }, { random: sources(1), report });
  clearInterval(timer);
  expect(seen.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 22 }, (_, i) => i + 1));
  expect(seen.map(({ phase }) => phase).lastIndexOf("learn")).toBe(19);
  expect(seen.every(({ epochs, seconds }) => epochs === 22 && seconds > 0)).toBe(true);
  expect(seen.at(-1)!.secondsLeft).toBe(0);
  expect(metrics.log.map(({ loss }) => loss)).toEqual(seen.map(({ loss }) => loss));
  expect(metrics.log.map(({ rate }) => rate).slice(0, 2)).toEqual([0.01, 0.0095]); // in a line to 0
  expect(ticks).toBeGreaterThan(2);
});

test("a signal stops it after the epoch it is in", async () => {
  const stop = new AbortController();
  let epochs = 0;
  const report = () => {
    epochs++;
    if (epochs === 2) stop.abort(new Error("enough"));
  };
  await expect(learn(knowledge, brief, { random: sources(1), report, signal: stop.signal })).rejects.toThrow("enough");
  expect(epochs).toBe(2);
});

test("ablations leave out one source of knowledge, and only that", async () => {
  const noGraph = await learn(knowledge, { ...brief, ablate: "graph" }, { random: sources(1) });
  expect(noGraph.metrics.log.map(({ loss }) => loss)).toEqual([0, 0, 0, 0, 0]);
  expect(noGraph.metrics.log.every(({ experienceLoss }) => experienceLoss > 0)).toBe(true);
  expect(noGraph.parts.rows.size).toBe(0); // what strategies consist of is knowledge of the graph
  const noExperience = await learn(knowledge, { ...brief, ablate: "experience" }, { random: sources(1) });
  expect(noExperience.metrics.log.map(({ experienceLoss }) => experienceLoss)).toEqual([0, 0, 0, 0, 0]);
  expect(noExperience.metrics.log.every(({ loss }) => loss > 0)).toBe(true);
  const predict = () => noExperience.predictor.predict(new Float32Array(8), resnet56, 0.4);
  expect(predict).toThrow(EmbedError);
  expect(predict).toThrow(/learned from no result/);
});

test("with nothing held out all epochs run on all triples, and there are no figures of ranks", async () => {
  const { metrics } = await learn(knowledge, { ...brief, heldOut: 0, validation: 0 }, { random: sources(1) });
  expect(metrics.log).toHaveLength(3);
  expect(metrics).toMatchObject({ heldOut: 0, mrr: 0, hitsAt10: 0, triples: 529, entities: 125 + 2 + 5 + 20 + 3 });
});

test("bad input is refused in one clear sentence", async () => {
  const context = { random: sources(1) };
  await expect(learn(knowledge, { dims: 3 } as EmbedOptions, context)).rejects.toMatchObject({ code: "bad_options" });
  await expect(learn(knowledge, { dim: 0 }, context)).rejects.toThrow(/dim/);
  await expect(learn(knowledge, { loops: 0.6, anyLabel: 0.5 }, context)).rejects.toThrow(/together/);
  await expect(learn({ ...knowledge, triples: [] }, {}, context)).rejects.toMatchObject({ code: "no_triples" });
  const experience = [{ ...someExperience[0]!, ar: Number.NaN }];
  await expect(learn({ ...knowledge, experience }, {}, context)).rejects.toMatchObject({ code: "bad_experience" });
  const flat = [{ ...someExperience[0]!, task: { ...resnet56, flops: 0 } }];
  await expect(learn({ ...knowledge, experience: flat }, {}, context)).rejects.toThrow(/Table 2.*count/);
});

test("the hash follows the knowledge, not its order", () => {
  const hash = dataHash(knowledge.triples, knowledge.experience);
  expect(hash).toMatch(/^[0-9a-f]{64}$/);
  expect(dataHash([...knowledge.triples].reverse(), [...knowledge.experience].reverse())).toBe(hash);
  expect(dataHash(knowledge.triples.slice(1), knowledge.experience)).not.toBe(hash);
  expect(dataHash(knowledge.triples, knowledge.experience.slice(1))).not.toBe(hash);
});
