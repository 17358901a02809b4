import { deserialize, serialize } from "node:v8";
import { describe, expect, test } from "vitest";
import { type Checkpoint, type CheckpointStore, type EmbedOptions, learn } from "../../embed/index.ts";
import { partsOf } from "../../embed/parts.ts";
import { splitTriples } from "../../embed/split.ts";
import { groupTriples, nameTriples, type TripleSet } from "../../embed/triples.ts";
import { smallGraph, someExperience } from "./small-graph.ts";
import { sources } from "./sources.ts";
import { rowsIn, slowSum } from "./sums-reference.ts";

const knowledge = { triples: smallGraph(), experience: someExperience };
const options: EmbedOptions = {
  dim: 6,
  epochs: 6,
  transeEpochs: 2,
  refitEpochs: 3,
  heldOut: 0.1,
  validation: 0.1,
  evaluateEvery: 2,
};

/** Keeps every checkpoint as bytes, as a file would; a copy is read, for V8 reads numbers in place. */
function store(first?: Buffer): CheckpointStore & { kept: Buffer[] } {
  const kept: Buffer[] = first ? [first] : [];
  return {
    kept,
    load: async () => (kept.length ? (deserialize(Buffer.from(kept.at(-1)!)) as Checkpoint) : undefined),
    save: async (checkpoint) => void kept.push(serialize(checkpoint)),
  };
}

describe("learning that is cut off after any epoch and goes on", async () => {
  const whole = store();
  const uninterrupted = await learn(knowledge, options, { random: sources(1), checkpoint: whole });

  test("a checkpoint was saved after each epoch and between the phases", () => {
    const phases = whole.kept.map((bytes) => (deserialize(bytes) as Checkpoint).phase);
    expect(phases).toEqual([...Array(6).fill("learn"), "refit", ...Array(3).fill("refit")]);
  });

  test("saving changes nothing", async () => {
    const { vectors, metrics } = await learn(knowledge, options, { random: sources(1) });
    expect(vectors).toEqual(uninterrupted.vectors);
    expect(metrics).toEqual(uninterrupted.metrics);
  });

  test.each(
    whole.kept.map((_, at) => at),
  )("equals learning in one go: vectors, figures, memories (cut %i)", async (at) => {
    const rest = store(whole.kept[at]!);
    const resumed = await learn(knowledge, options, { random: sources(1), checkpoint: rest });
    expect(rest.kept).toHaveLength(whole.kept.length - at);
    expect(resumed.vectors).toEqual(uninterrupted.vectors);
    expect(resumed.metrics).toEqual(uninterrupted.metrics);
    const [vector] = resumed.vectors.values();
    const { task } = someExperience[0]!;
    expect(resumed.predictor.predict(vector!, task, 0.4)).toEqual(uninterrupted.predictor.predict(vector!, task, 0.4));
    const [mine, theirs] = [rest, whole].map(({ kept }) => (deserialize(kept.at(-1)!) as Checkpoint).state);
    expect(mine).toEqual(theirs); // vectors, projections, NN_exp, and both optimisers' memories
    expect(mine!.modelOptimiser.entities.mean.some((value) => value !== 0)).toBe(true);
    expect(mine!.modelOptimiser.parts.mean.some((value) => value !== 0)).toBe(true);
    expect(mine!.netOptimiser.parts.square.some((value) => value !== 0)).toBe(true);
  });

  test("what is held out is no part of a vector until it has been ranked", () => {
    const names = nameTriples(knowledge.triples);
    const all = groupTriples(knowledge.triples, names);
    const { train, test: tested, validation } = splitTriples(all, { heldOut: 0.1, validation: 0.1 }, sources(1));
    const parts = partsOf(all);
    const composed = ["OF_METHOD", "WITH_SETTING"].map((name) => names.relations.indexOf(name));
    for (const relation of composed)
      expect(tested.facts[relation]!.heads.length + validation.facts[relation]!.heads.length).toBeGreaterThan(5);
    const triplesIn = ({ facts }: TripleSet) =>
      composed.flatMap((r) =>
        [...facts[r]!.heads].map((head, i) => ({
          head: names.entities[head]!,
          relation: names.relations[r]!,
          tail: names.entities[facts[r]!.tails[i]!]!,
        })),
      );
    const known = { learn: triplesIn(train), refit: triplesIn(all) };
    for (const [at, bytes] of whole.kept.entries()) {
      const { state } = deserialize(bytes) as Checkpoint;
      const from = at <= options.epochs! ? known.learn : known.refit; // the one between the phases has not refitted yet
      const row = rowsIn(state.model, parts);
      for (const strategy of new Set(from.map(({ head }) => head))) {
        const e = names.entities.indexOf(strategy);
        const own = state.model.entities.subarray(e * 6, (e + 1) * 6);
        slowSum(2, strategy, from, parts, row).forEach((value, d) => {
          expect(own[d]).toBeCloseTo(value, 12);
        });
      }
    }
  });

  test("going on from something else is refused", async () => {
    const random = sources(1);
    const from = (seed: number, changed: EmbedOptions, triples = knowledge.triples) =>
      learn(
        { ...knowledge, triples },
        { ...options, ...changed },
        { random: sources(seed), checkpoint: store(whole.kept[2]) },
      );
    for (const wrong of [from(2, {}), from(1, { dim: 7 }), from(1, {}, knowledge.triples.slice(1))]) {
      await expect(wrong).rejects.toMatchObject({ code: "bad_checkpoint" });
    }
    await expect(learn(knowledge, options, { random, checkpoint: store(whole.kept[2]) })).resolves.toBeDefined();
  });
});
