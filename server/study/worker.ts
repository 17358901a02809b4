import { runOne, showStudy } from "../../graph/index.ts";
import { Artifacts } from "../artifacts/store.ts";
import { systemClock } from "../clock.ts";
import { processConfig } from "../config.ts";
import { Interrupted, interruptible } from "../interruption.ts";
import { serve } from "../processes/serve.ts";
import { silent } from "../progress.ts";
import { withGraph } from "../provision/graph-access.ts";
import { withTrainingProcess } from "../training/process.ts";
import type { StudyEvent } from "./events.ts";
import { runStudy } from "./run.ts";
import type { StudyNews } from "./runner.ts";

/**
 * What a study's process is asked: to run the study of that name, from its first trial or from
 * where it stopped.
 */
export interface RunStudyRequest {
  name: string;
}

/**
 * The inside of a study's process: runs one study, reports news of it, and resolves to how it
 * ended. SIGTERM ends it in order.
 *
 * It holds the graph and a training process of its own, and goes on where its parent is gone: what
 * it measures is in the graph, and it ends when the study does.
 */
export function serveStudy(): void {
  serve<RunStudyRequest, "done" | "stopped", StudyNews>(
    async ({ name }, { report }) => {
      const config = processConfig();
      const { signal, release } = interruptible();
      const onEvent = (event: StudyEvent) => {
        const news = newsOf(event);
        if (news) report(news);
      };
      const given = { artifacts: new Artifacts(config.home), progress: silent, clock: systemClock, signal, onEvent };
      try {
        return await withGraph(config, silent, (graph) =>
          withTrainingProcess(config, silent, async (training) =>
            runStudy({ ...given, graph, training }, await runOne(graph, showStudy, { name })),
          ),
        );
      } catch (error) {
        if (error instanceof Interrupted) return "stopped";
        throw error;
      } finally {
        release();
      }
    },
    { orphaned: () => {} },
  );
}

function newsOf(event: StudyEvent): StudyNews | undefined {
  switch (event.type) {
    case "progress":
      return { kind: "progress", stage: event.stage, done: event.done, note: event.note };
    case "trial":
      return { kind: "trial", number: event.trial.number };
    default:
      return undefined;
  }
}
