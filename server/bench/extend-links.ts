import {
  fitNew,
  fitTransR,
  groupTriples,
  linkPrediction,
  modelLearnt,
  type NamedTriple,
  nameTriples,
  partsOf,
  placeNew,
  readOptions,
  splitTriples,
  triplesNaming,
} from "../../embed/index.ts";
import type { Triple } from "../../graph/index.ts";
import { randomness } from "../randomness.ts";

/**
 * Placing one method's entities among the others', compared with learning all of them: the same
 * held-out triples, ranked by both.
 */
export interface ExtensionRun {
  method: string;
  seed: number;
  newTriples: number;
  full: { mrr: number; cpuSeconds: number };
  extended: { mrr: number; cpuSeconds: number };
}

/**
 * `learn` chooses its epoch by validation, here always the fifth or the tenth; as many are run where
 * nothing chooses.
 */
const epochs = 10;

/**
 * Trains on all training triples; then on those without a method and its strategies, which are
 * placed afterwards.
 */
export async function compareExtension(
  triples: readonly Triple[],
  method: string,
  seed: number,
  signal: AbortSignal,
): Promise<ExtensionRun> {
  const o = readOptions({});
  const names = nameTriples(triples);
  const all = groupTriples(triples, names);
  const { train, test } = splitTriples(all, o, randomness(0));
  const c = { random: randomness(seed), signal };
  const isOf = (entity: string) => entity === `Method:${method}` || entity.startsWith(`Strategy:${method}(`);
  const full = await timed(() => fitTransR(train, { epochs }, c, partsOf(train)));

  const inTraining = ({ head, relation, tail }: NamedTriple) =>
    train.has(names.relations.indexOf(relation), names.entities.indexOf(head), names.entities.indexOf(tail));
  const old = triples.filter((triple) => !isOf(triple.head) && !isOf(triple.tail) && inTraining(triple));
  const oldNames = nameTriples(old);
  const oldTriples = groupTriples(old, oldNames);
  const oldParts = partsOf(oldTriples);
  const base = modelLearnt(await fitTransR(oldTriples, { epochs }, c, oldParts), oldNames, oldParts);
  const { model, frozen, parts } = placeNew(base, train, c.random("new vectors"), o.ball);
  const fresh = triplesNaming(train, frozen.entities);
  const how = { epochs: o.epochs, rate: o.extendRate, phase: "extend", random: c.random };
  const plan = { ...how, parts, frozen, known: train };
  const extended = await timed(() => fitNew(model, fresh, plan, o, signal));
  return {
    method,
    seed,
    newTriples: fresh.count,
    full: { mrr: linkPrediction(full.value, test, all).mrr, cpuSeconds: full.cpuSeconds },
    extended: { mrr: linkPrediction(model, test, all).mrr, cpuSeconds: extended.cpuSeconds },
  };
}

async function timed<T>(work: () => Promise<T>): Promise<{ value: T; cpuSeconds: number }> {
  const before = process.cpuUsage();
  const value = await work();
  const { user, system } = process.cpuUsage(before);
  return { value, cpuSeconds: (user + system) / 1e6 };
}
