import type { TrainingProcess } from "./training-process.ts";

/** The operators that can run here, asked of the process that would run them; methods made of these are executable. */
export function operatorIds(training: TrainingProcess, signal?: AbortSignal): Promise<string[]> {
  return training.run<string[]>({ kind: "operators" }, () => {}, signal);
}
