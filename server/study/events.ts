import type { RecordedTrial } from "../../graph/index.ts";
import type { StageProgress } from "../progress.ts";

/** What happens in a study, in order. */
export type StudyEvent =
  | { type: "started"; study: string; task: string; candidates: number; trialsBefore: number }
  | ({ type: "progress"; scheme: string } & StageProgress)
  | { type: "trial"; trial: RecordedTrial }
  | { type: "end"; state: "done" | "stopped" | "failed"; failure?: string };
