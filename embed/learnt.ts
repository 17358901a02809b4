import type { EntityKey } from "../graph/index.ts";
import type { LearntRelation } from "./embedding.ts";
import type { LearntParts, Parts } from "./parts.ts";
import type { TransR } from "./transr.ts";
import type { Names } from "./triples.ts";

/** A model's vectors by entity, in single precision. [dim] each */
export function vectorsOf({ dim, entities }: TransR, keys: readonly EntityKey[]): Map<EntityKey, Float32Array> {
  return new Map(keys.map((key, row) => [key, Float32Array.from(entities.subarray(row * dim, (row + 1) * dim))]));
}

/** What a model holds of each relation, in single precision. */
export function relationsOf(model: TransR, names: readonly string[]): Map<string, LearntRelation> {
  const { dim, relations, projections } = model;
  return new Map(
    names.map((name, r) => [
      name,
      {
        vector: Float32Array.from(relations.subarray(r * dim, (r + 1) * dim)),
        projection: Float32Array.from(projections.subarray(r * dim * dim, (r + 1) * dim * dim)),
      },
    ]),
  );
}

/** The parts that a model's strategies are sums of, in single precision. */
export function partsLearnt({ dim, parts }: TransR, { rows, scales }: Parts): LearntParts {
  const vectors = rows.map((row, i) => [row, Float32Array.from(parts.subarray(i * dim, (i + 1) * dim))] as const);
  return { rows: new Map(vectors), scales };
}

/** A model in the form that `placeNew` expects. */
export function modelLearnt(model: TransR, { entities, relations }: Names, parts: Parts) {
  return {
    dim: model.dim,
    vectors: vectorsOf(model, entities as readonly EntityKey[]),
    relations: relationsOf(model, relations),
    parts: partsLearnt(model, parts),
  };
}
