import { randomUUID } from "node:crypto";
import {
  createStudy,
  type Graph,
  ids,
  listStudies,
  mergeTask,
  type RecordedStudy,
  run,
  runOne,
  type StudyName,
  showStudy,
} from "../../graph/index.ts";
import { hashOf } from "../artifacts/content-hash.ts";
import { readModel } from "../artifacts/model.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { ServerError } from "../errors.ts";
import { demandsOn } from "./demands.ts";
import type { StudyRequest } from "./request.ts";
import { space } from "./search-space.ts";
import { taskOf } from "./task.ts";

const longestName = 63;

/**
 * The name a study gets when its request has none: the model, what it does, the seed. What is too
 * long for a name is cut, and ends in a hash over all of it, so other requests have other names.
 */
export function studyName(request: StudyRequest): StudyName {
  const ablated = (request.without ?? []).map((part) => `-without-${part}`).join("");
  const aim = request.objective === undefined ? "" : `-${request.objective}`;
  const made = `${request.model}-${request.algorithm}${ablated}${aim}-${request.seed}`
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, "-");
  const fits = made.length <= longestName ? made : `${made.slice(0, longestName - 9)}-${hashOf(made).slice(0, 8)}`;
  return ids.study.parse(request.name ?? fits);
}

/** The study of a name, where there is one. */
export async function findStudy(graph: Graph, name: StudyName): Promise<RecordedStudy | undefined> {
  return (await run(graph, listStudies, {})).find((study) => study.name === name);
}

/**
 * Records a study before it runs: its task, its request and the model it starts from.
 *
 * @throws ServerError `unknown_model`, `unknown_layer`, `unknown_method`, `nothing_to_search` or
 * `study_exists` when it can't be run here; nothing is recorded then.
 */
export async function prepareStudy(
  { graph, artifacts }: { graph: Graph; artifacts: Artifacts },
  request: StudyRequest,
): Promise<RecordedStudy> {
  const model = await readModel(artifacts, await artifacts.resolveModel(request.model));
  await demandsOn(artifacts, model.hash, request);
  await space(graph, request);
  const name = studyName(request);
  if (await findStudy(graph, name)) {
    throw new ServerError(
      "study_exists",
      `There is a study "${name}" already; go on with it (automc search resume ${name}) or choose another name.`,
    );
  }
  const task = taskOf(model);
  await run(graph, mergeTask, task);
  await run(graph, createStudy, {
    name,
    taskId: task.id,
    algorithm: request.algorithm,
    target: request.target,
    seed: request.seed,
    config: { ...request, name, model: model.hash },
    state: "queued",
    creation: randomUUID(),
    baseAccuracy: model.card.testAccuracy,
    baseValidationAccuracy: model.card.validationAccuracy,
    baseParameters: model.card.parameters,
    baseFlops: model.card.flops,
    baseArtifact: model.hash,
  });
  return runOne(graph, showStudy, { name });
}
