import {
  type LearntBefore,
  type LearntExperience,
  type LearntRelation,
  type LineScale,
  type Predictor,
  predictorOf,
} from "../../embed/index.ts";
import type { EntityKey, Relation, Triple } from "../../graph/index.ts";
import type { Artifacts } from "../artifacts/store.ts";

/**
 * What is stored of an embedding run beside the graph, so that studies and later runs continue with
 * exactly what it learned.
 */
interface StoredEmbedding {
  dim: number;
  keys: EntityKey[];
  /** Base64 of float32, one vector after another in the order of `keys`. */
  vectors: string;
  /**
   * The relations' vectors and projections, as base64 of float32, and the triples it learned from:
   * base64 of int32, head and tail alternating, as positions in `keys`. Runs of version 0.1 lack
   * it.
   */
  relations?: { name: Relation; vector: string; projection: string; triples: string }[];
  /**
   * What the vectors of strategies are sums of, as base64 of float32 by name, and the scales of
   * lines. Runs of earlier formats lack it, whose strategies are rows of their own.
   */
  parts?: { rows: Record<string, string>; scales: Record<string, LineScale> };
  /** NN_exp's weights, layer by layer, and the scale of its tasks; null when it learned nothing. */
  experience?: {
    dim: number;
    hidden: number;
    layers: Record<string, number[]>;
    taskScale: LearntExperience["taskScale"];
  } | null;
}

/** All that a run learned, and from what. */
export interface LearntInRun extends LearntBefore {
  experience: LearntExperience | null;
}

/** Stores what a run learned, and the triples that it learned from. */
export async function rememberEmbedding(artifacts: Artifacts, id: string, learnt: LearntInRun): Promise<void> {
  const { dim, vectors, relations, parts, triples, experience } = learnt;
  const keys = [...vectors.keys()];
  const all = new Float32Array(dim * keys.length);
  keys.forEach((key, row) => {
    all.set(vectors.get(key)!, row * dim);
  });
  const place = new Map(keys.map((key, row) => [key, row]));
  const stored: StoredEmbedding = {
    dim,
    keys,
    vectors: toBase64(all),
    relations: [...relations].map(([name, { vector, projection }]) => {
      const own = triples.filter(({ relation }) => relation === name);
      const ends = Int32Array.from(own.flatMap(({ head, tail }) => [place.get(head)!, place.get(tail)!]));
      const columns = { vector: toBase64(vector), projection: toBase64(projection), triples: toBase64(ends) };
      return { name: name as Relation, ...columns };
    }),
    parts: {
      rows: Object.fromEntries([...parts.rows].map(([name, vector]) => [name, toBase64(vector)])),
      scales: Object.fromEntries(parts.scales),
    },
    experience: experience && storedExperience(experience),
  };
  await artifacts.remember("embeddings", id, stored);
}

/** The vectors of a run, by entity; undefined when they are not stored here. */
export async function vectorsOfRun(
  artifacts: Artifacts,
  id: string,
): Promise<Map<EntityKey, Float32Array> | undefined> {
  const stored = await artifacts.recall<StoredEmbedding>("embeddings", id);
  return stored && vectorsIn(stored);
}

/** What predicts outcomes with a run's vectors; undefined where NN_exp is not stored. */
export async function predictorOfRun(artifacts: Artifacts, id: string): Promise<Predictor | undefined> {
  const stored = await artifacts.recall<StoredEmbedding>("embeddings", id);
  const experience = stored && experienceIn(stored);
  return experience ? predictorOf(experience) : undefined;
}

/**
 * All that a run learned and from what; undefined when it is not stored here, or was stored in an
 * earlier format, which lacks a part of it.
 */
export async function learntInRun(artifacts: Artifacts, id: string): Promise<LearntInRun | undefined> {
  const stored = await artifacts.recall<StoredEmbedding>("embeddings", id);
  if (!stored?.relations || !stored.parts) return undefined;
  const relations = new Map<string, LearntRelation>(
    stored.relations.map(({ name, vector, projection }) => [
      name,
      { vector: floats(vector), projection: floats(projection) },
    ]),
  );
  const triples = stored.relations.flatMap(({ name, triples: ends }): Triple[] => {
    const places = new Int32Array(bytesOf(ends));
    return Array.from({ length: places.length / 2 }, (_, i) => ({
      head: stored.keys[places[2 * i]!]!,
      relation: name,
      tail: stored.keys[places[2 * i + 1]!]!,
    }));
  });
  const parts = {
    rows: new Map(Object.entries(stored.parts.rows).map(([name, vector]) => [name, floats(vector)])),
    scales: new Map(Object.entries(stored.parts.scales)),
  };
  const learnt = { dim: stored.dim, vectors: vectorsIn(stored), relations, parts, triples };
  return { ...learnt, experience: experienceIn(stored) };
}

function storedExperience({ net, taskScale }: LearntExperience): NonNullable<StoredEmbedding["experience"]> {
  const { dim, hidden, ...layers } = net;
  const numbers = Object.entries(layers).map(([name, weights]) => [name, Array.from(weights)]);
  return { dim, hidden, layers: Object.fromEntries(numbers), taskScale };
}

function experienceIn({ experience }: StoredEmbedding): LearntExperience | null {
  if (!experience) return null;
  const { dim, hidden, layers, taskScale } = experience;
  const weights = Object.entries(layers).map(([name, values]) => [name, Float64Array.from(values)]);
  return { net: { dim, hidden, ...Object.fromEntries(weights) }, taskScale };
}

function vectorsIn({ dim, keys, vectors }: StoredEmbedding): Map<EntityKey, Float32Array> {
  const all = floats(vectors);
  return new Map(keys.map((key, row) => [key, all.slice(row * dim, (row + 1) * dim)]));
}

function toBase64({ buffer, byteOffset, byteLength }: Float32Array | Int32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function bytesOf(base64: string): ArrayBuffer {
  const bytes = Buffer.from(base64, "base64");
  return new Uint8Array(bytes).buffer;
}

function floats(base64: string): Float32Array {
  return new Float32Array(bytesOf(base64));
}
