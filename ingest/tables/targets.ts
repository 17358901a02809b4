import { Baselines } from "./baselines.ts";
import { reductionFollows } from "./changes.ts";
import { type ExtractedRow, type Figure, reading } from "./extracted.ts";

const counts = [
  ["pr", "parameters"],
  ["fr", "flops"],
] as const satisfies readonly (readonly [Figure, "parameters" | "flops"])[];

/**
 * A "pruning rate" may be what was asked for or what came out. Where it follows from the counts
 * before and after in every row that has both, it came out: of the parameters, or of the FLOPs.
 */
export function withTargetsThatFollow(rows: readonly ExtractedRow[]): ExtractedRow[] {
  const baselines = new Baselines([{ rows: [...rows] }]);
  const figure = counts
    .filter(([rate, of]) => {
      const judged = rows.flatMap((row) => {
        if (row.isBaseline || reading(row, rate)) return [];
        const follows = reductionFollows(reading(row, "target"), reading(row, of), baselines.of(row)[of]);
        return follows === undefined ? [] : [follows];
      });
      return judged.length > 0 && judged.every((follows) => follows);
    })
    .map(([rate]) => rate)[0];
  if (figure === undefined) return [...rows];
  return rows.map((row) => ({
    ...row,
    readings: row.readings.map((each) =>
      each.figure === "target" && !reading(row, figure) && !row.isBaseline ? { ...each, figure } : each,
    ),
  }));
}
