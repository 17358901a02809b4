import type { RecordedTrial, SchemeId, StudyName } from "../../graph/index.ts";
import type { StageProgress } from "../progress.ts";

/** What happens in a study, in order. */
export type StudyEvent =
  | { type: "started"; study: StudyName; task: string; candidates: number; trialsBefore: number }
  | ({ type: "progress"; scheme: SchemeId } & StageProgress)
  | { type: "trial"; trial: RecordedTrial }
  /** The schemes of the front are run again with so many other seeds. */
  | { type: "confirming"; schemes: number; seeds: number }
  | { type: "end"; state: "done" | "stopped" | "failed"; failure?: string };
