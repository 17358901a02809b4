import { percent } from "../../format.ts";
import type { Progress, Task } from "../../progress.ts";
import type { StudyEvent } from "../../study/events.ts";

/**
 * Shows a study as it runs: one bar over all trials, with the time left, and a line for each trial.
 */
export function showStudyEvents(progress: Progress, trials: number): (event: StudyEvent) => void {
  let task: Task | undefined;
  let done = 0;
  return (event) => {
    switch (event.type) {
      case "started":
        done = event.trialsBefore;
        progress.line(
          `  Study "${event.study}" on ${event.task}: ${event.candidates} strategies that can run, ${trials} schemes to evaluate` +
            `${done > 0 ? `, ${done} of them measured before` : ""}.`,
        );
        task = progress.begin("searching", trials);
        task.update(done);
        return;
      case "progress":
        // What follows the last trial belongs to no trial.
        task?.update(Math.min(done + event.done, trials), `${event.stage}, ${event.note}`);
        return;
      case "trial": {
        const { trial } = event;
        const { number, scheme } = trial;
        done = number;
        const outcome =
          trial.state === "failed"
            ? `failed: ${trial.failure}`
            : trial.state === "pruned"
              ? `PR ${percent(trial.pr)}, ended early. ${trial.pruned.reason}`
              : `PR ${percent(trial.pr)}, AR ${percent(trial.validationAr, true)} on validation data`;
        progress.line(`  ${String(number).padStart(3)}  ${scheme}  ${outcome}`);
        task?.update(done, "");
        return;
      }
      case "confirming":
        progress.line(`  Running the front again: ${event.schemes} schemes, each with ${event.seeds} other seeds.`);
        return;
      case "end":
        task?.end(event.state);
    }
  };
}
