import { runOne, type StudyName, showStudy } from "../../graph/index.ts";
import { Artifacts } from "../artifacts/store.ts";
import { systemClock } from "../clock.ts";
import { processConfig } from "../config.ts";
import { Interrupted } from "../interruption.ts";
import { serve } from "../processes/serve.ts";
import { silent } from "../progress.ts";
import { withGraph } from "../provision/graph-access.ts";
import type { StudyEvent } from "./events.ts";
import { runStudy } from "./run.ts";
import type { StudyNews } from "./runner.ts";
import { withStudyTraining } from "./study-training.ts";

/**
 * What a study's process is asked: to run the study of that name, from its first trial or from
 * where it stopped.
 */
export interface RunStudyRequest {
  name: StudyName;
}

/**
 * The inside of a study's process: runs one study, reports news of it, and resolves to how it
 * ended. SIGTERM ends it in order; Ctrl-C, which reaches every process of a terminal at once, is
 * left to the parent.
 *
 * It holds the graph and a training process of its own, and ends in order where its parent is gone:
 * what it measured is in the graph, and the study can be resumed.
 */
export function serveStudy(): void {
  process.on("SIGINT", () => {});
  const orphan = new AbortController();
  const orphaned = () => orphan.abort(new Interrupted("The server that started this study is gone."));
  serve<RunStudyRequest, "done" | "stopped", StudyNews>(
    ({ name }, { report }) => runNamed(name, report, orphan.signal),
    {
      orphaned,
      patienceMs: orphanPatienceMs,
    },
  );
}

/** How long a study's process may take to end in order when its parent is gone. */
const orphanPatienceMs = 20_000;

async function runNamed(
  name: StudyName,
  report: (news: StudyNews) => void,
  orphaned: AbortSignal,
): Promise<"done" | "stopped"> {
  const config = processConfig();
  const stop = new AbortController();
  const onTerm = () => stop.abort(new Interrupted("The server that started this study was closed."));
  process.on("SIGTERM", onTerm);
  const signal = AbortSignal.any([stop.signal, orphaned]);
  const onEvent = (event: StudyEvent) => {
    const news = newsOf(event);
    if (news) report(news);
  };
  const own = { artifacts: new Artifacts(config.home), progress: silent, clock: systemClock };
  try {
    return await withGraph(config, silent, async (graph) => {
      const study = await runOne(graph, showStudy, { name });
      return withStudyTraining({ config, graph, progress: silent }, study, (training) =>
        runStudy({ ...own, graph, training, onEvent, signal }, study),
      );
    });
  } catch (error) {
    if (error instanceof Interrupted) return "stopped";
    throw error;
  } finally {
    process.off("SIGTERM", onTerm);
  }
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
