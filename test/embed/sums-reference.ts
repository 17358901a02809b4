import { type Parts, settingIn } from "../../embed/parts.ts";
import type { TransR } from "../../embed/transr.ts";
import type { NamedTriple } from "../../embed/triples.ts";

/** Vectors of rows by name, as plain lists. */
export type RowVectors = (name: string) => readonly number[];

/** A strategy's vector before the ball, straight from the formula, from those triples that name it. */
export function slowRaw(strategy: string, triples: readonly NamedTriple[], parts: Parts, row: RowVectors): number[] {
  const tails = (relation: string) =>
    triples.filter((each) => each.head === strategy && each.relation === relation).map(({ tail }) => tail);
  const ofSetting = (setting: string): readonly number[] => {
    const { hyperparameter, value } = settingIn(setting);
    const scale = parts.scales.get(hyperparameter);
    if (!scale) return row(setting);
    const t = (value! - scale.mean) / scale.spread;
    const [line, slope] = [row(`Line:${hyperparameter}`), row(`Slope:${hyperparameter}`)];
    return line.map((b, i) => (b + t * slope[i]!) / Math.sqrt(2));
  };
  const mean = (rows: (readonly number[])[]) =>
    rows.length === 0
      ? undefined
      : rows[0]!.map((_, i) => rows.reduce((sum, each) => sum + each[i]!, 0) / Math.sqrt(rows.length));
  const [method, settings] = [mean(tails("OF_METHOD").map(row)), mean(tails("WITH_SETTING").map(ofSetting))];
  return (method ?? settings)!.map((_, i) => 0.7 * (method?.[i] ?? 0) + 0.7 * (settings?.[i] ?? 0));
}

/** The same within the unit ball. */
export function slowSum(ball: 1 | 2, ...how: Parameters<typeof slowRaw>): number[] {
  const raw = slowRaw(...how);
  const length = ball === 1 ? raw.reduce((sum, value) => sum + Math.abs(value), 0) : Math.hypot(...raw);
  return raw.map((value) => value / Math.max(1, length));
}

/** The rows of a model's parts, by name. */
export function rowsIn({ parts, dim }: Pick<TransR, "parts" | "dim">, { rows }: Parts): RowVectors {
  return (name) => {
    const at = rows.indexOf(name) * dim;
    return [...parts.slice(at, at + dim)];
  };
}
