import type { Measured, Study, Trial } from "./shapes.ts";

/** What every view of a study shows, and how one is told of the others' choices. */
export interface Views {
  study: Study;
  trials: readonly Trial[];
  /** Trials with figures. */
  figures: readonly Measured[];
  front: readonly Measured[];
  /** Numbers of the trials in the brush; undefined where there is none. */
  chosen: ReadonlySet<number> | undefined;
  /** The trial that is looked at. */
  focus: number | undefined;
  onFocus(number: number): void;
  onOpen(number: number): void;
}
