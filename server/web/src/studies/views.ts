import type { Measured, Study, Trial } from "./shapes.ts";
import type { First } from "./use-study.ts";

/** What every view of a study shows, and how one is told of the others' choices. */
export interface Views {
  study: Study;
  trials: readonly Trial[];
  /** Set as long as not all trials are there. */
  first: First | undefined;
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
