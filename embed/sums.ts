import { type Adam, moveRow } from "./adam.ts";
import { clipRow, unclipRow } from "./ball.ts";
import type { Sums } from "./parts.ts";
import type { TransR } from "./transr.ts";

/** The tables that sums are in and made of. */
export type SumTables = Pick<TransR, "dim" | "ball" | "entities" | "parts">;

/** Adam's memories of rows of their own, and of the parts of sums. */
export interface RowOptimiser {
  rows: Adam;
  parts: Adam;
}

/** Whether an entity's vector is a sum of parts. */
export function isSum({ first }: Sums, entity: number): boolean {
  return first[entity]! < first[entity + 1]!;
}

/**
 * Writes the vectors of those entities that are sums, from their parts as they are now.
 *
 *   e_s = raw_s / max(1, ‖raw_s‖),  raw_s = Σ weight · part
 *
 * The ball is a part of the function and of its gradient.
 *
 * @param chosen the entities, of which the first `count` are meant; default: all
 */
export function addUp(
  { dim, ball, entities, parts }: SumTables,
  { first, rows, weights, lengths }: Sums,
  chosen?: Int32Array,
  count = chosen?.length ?? lengths.length,
): void {
  for (let i = 0; i < count; i++) {
    const entity = chosen ? chosen[i]! : i;
    const end = first[entity + 1]!;
    let k = first[entity]!;
    if (k === end) continue;
    const at = entity * dim;
    entities.fill(0, at, at + dim);
    for (; k < end; k++) {
      const weight = weights[k]!;
      const from = rows[k]! * dim;
      for (let d = 0; d < dim; d++) entities[at + d]! += weight * parts[from + d]!;
    }
    lengths[entity] = clipRow(entities, entity, dim, ball);
  }
}

/**
 * From the slopes of sums to the slopes of their parts: ∂L/∂part = Σ_s weight · ∂L/∂raw_s. Needs
 * the vectors that `addUp` wrote.
 *
 * @param slopes dL/de of the chosen entities, in their order; those of sums become dL/d raw.
 *   [count, dim]
 * @param into   dL/d part, which is added to; the rows of which are marked in `touched`. [parts, dim]
 */
export function slopesOfParts(
  { dim, ball, entities }: SumTables,
  { first, rows, weights, lengths }: Sums,
  chosen: Int32Array,
  count: number,
  slopes: Float64Array,
  into: Float64Array,
  touched: Uint8Array,
): void {
  for (let i = 0; i < count; i++) {
    const entity = chosen[i]!;
    const end = first[entity + 1]!;
    let k = first[entity]!;
    if (k === end) continue;
    unclipRow(entities, entity, lengths[entity]!, slopes, i, dim, ball);
    for (; k < end; k++) {
      const weight = weights[k]!;
      const to = rows[k]! * dim;
      touched[rows[k]!] = 1;
      for (let d = 0; d < dim; d++) into[to + d]! += weight * slopes[i * dim + d]!;
    }
  }
}

/** What must not move: entities, and parts. [entities], [parts] */
export interface Frozen {
  entities: Uint8Array;
  parts: Uint8Array;
}

/**
 * One step for the vectors of some entities: rows of their own against their slopes, sums through
 * their parts. All stay in the unit ball. The sums are not added up again.
 *
 * @param slopes dL/de in the order of `chosen`; overwritten. [count, dim]
 * @param sums   which entities are sums; default: none
 */
export function moveEntities(
  model: SumTables,
  optimiser: RowOptimiser,
  chosen: Int32Array,
  count: number,
  slopes: Float64Array,
  sums?: Sums,
  frozen?: Frozen,
): void {
  const { dim, ball, entities, parts } = model;
  for (let i = 0; i < count; i++) {
    const entity = chosen[i]!;
    if ((sums && isSum(sums, entity)) || frozen?.entities[entity]) continue;
    moveRow(optimiser.rows, entities, entity, slopes, i * dim);
    clipRow(entities, entity, dim, ball);
  }
  if (!sums) return;
  const gradient = new Float64Array(parts.length);
  const touched = new Uint8Array(parts.length / dim);
  slopesOfParts(model, sums, chosen, count, slopes, gradient, touched);
  for (let part = 0; part < touched.length; part++) {
    if (!touched[part] || frozen?.parts[part]) continue;
    moveRow(optimiser.parts, parts, part, gradient, part * dim);
    clipRow(parts, part, dim, ball);
  }
}
