import type { Returned } from "../api/calls.ts";

/** A study, as the API shows it. */
export type Study = Returned<"showStudy">;

/** A trial with all that is recorded of it. */
export type WholeTrial = Returned<"listTrials">["trials"][number];

/** A trial's figures, as charts and tables need them: tens of thousands of them, too. */
export type Trial = Failed | Measured;
interface Named {
  number: number;
  scheme: string;
}
interface Failed extends Named {
  state: "failed";
  seconds?: null;
}
export interface Measured extends Named {
  state: "complete" | "pruned";
  pr: number;
  fr: number;
  lr: number | null;
  ar: number;
  accuracy: number;
  validationAr: number;
  parameters: number;
  arStep: number | null;
  prStep: number | null;
  predictedArStep: number | null;
  predictedPrStep: number | null;
  seconds: number | null;
}

/** The trials of an answer that has them column by column. */
export function trialsOf({ columns, values }: Returned<"studyPoints">): Trial[] {
  const trials = Array.from({ length: values[0]?.length ?? 0 }, (): Record<string, unknown> => ({}));
  // Column by column, so that all trials have their fields in one order, which is the quick way to make them.
  columns.forEach((name, column) => {
    const own = values[column]!;
    for (let row = 0; row < trials.length; row++) trials[row]![name] = own[row];
  });
  return trials as unknown as Trial[];
}
