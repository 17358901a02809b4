import { type Graph, migrate, pinDevice, type RecordedStudy, runOne } from "../../graph/index.ts";
import type { Config } from "../config.ts";
import { ServerError } from "../errors.ts";
import type { Progress } from "../progress.ts";
import { deviceClass } from "../provision/device-class.ts";
import { withEvaluations } from "../queue/evaluations.ts";
import type { Training } from "../training/pool.ts";
import { recordedRequest } from "./request.ts";
import { workersFor } from "./workers-for.ts";

const vectorDimension = 32;

/** Where a study trains. */
export interface StudyTraining {
  config: Config;
  graph: Graph;
  progress: Progress;
  /** Processes of this machine, where it trains here; the configuration's by default. */
  workers?: number | undefined;
}

/**
 * Does `body` with what trains for a study: on this machine, or by workers elsewhere (REDIS_URL). A
 * study that measures latency trains here.
 *
 * The class of device is fixed at the study's first run, as figures of another class differ.
 *
 * @throws ServerError `study_differs` where it began on a class of device that can't be had here.
 * @throws whatever `withEvaluations` throws.
 */
export async function withStudyTraining<T>(
  { config, graph, progress, workers = config.workers }: StudyTraining,
  study: RecordedStudy,
  body: (training: Training) => Promise<T>,
): Promise<T> {
  await migrate(graph, { vectorDimension }); // a graph that an earlier version filled knows no evaluations
  const here = recordedRequest(study).objective === "latency";
  const own = await deviceClass(config);
  const elsewhere = config.redis !== undefined && !here;
  const first = elsewhere ? (config.device ?? own) : own;
  const { device } = await runOne(graph, pinDevice, { study: study.name, device: first });
  if (!elsewhere && device !== own)
    throw new ServerError(
      "study_differs",
      `Study "${study.name}" was begun on a device of class ${device}, and this one's is ${own}, whose figures differ: go on with it there, or by its workers (REDIS_URL).`,
    );
  const where = { config, graph, progress, askedBy: study.name, device, here };
  return await withEvaluations({ ...where, workers: workersFor(study, { workers }) }, body);
}
