import type { ExtractedRow } from "./extracted.ts";
import type { Promised } from "./promised.ts";

/** The accuracy before compression that the caption gives, where the row has none. */
export function withPromisedBase(row: ExtractedRow, { base }: Pick<Promised, "base">): ExtractedRow {
  if (
    !base ||
    row.isBaseline ||
    row.readings.some(({ figure }) => figure === "baseAccuracy" || figure === "accuracyChange")
  )
    return row;
  const { value, tolerance, text } = base;
  return {
    ...row,
    readings: [
      ...row.readings,
      { figure: "baseAccuracy", value, tolerance, text, row: 0, column: 0, label: "caption", doubts: [] },
    ],
  };
}
