import { median, rollup } from "d3-array";
import { type Graph, listResults, listStudies, run, trialPoints } from "../../graph/index.ts";
import { readModel } from "../artifacts/model.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { demandsOn } from "./demands.ts";
import { findStudy, studyName } from "./prepare.ts";
import type { StudyRequest } from "./request.ts";
import { space } from "./search-space.ts";
import { taskOf } from "./task.ts";

/**
 * What a study of this request would be, without beginning it: its model, the strategies it would choose from, what its
 * trials cost where the model was searched before, and what is published on the same network and data.
 *
 * @throws ServerError `unknown_model`, `damaged_model`, `unknown_method` or `nothing_to_search`, as `prepareStudy`.
 */
export async function planStudy({ graph, artifacts }: { graph: Graph; artifacts: Artifacts }, request: StudyRequest) {
  const model = await readModel(artifacts, await artifacts.resolveModel(request.model));
  await demandsOn(artifacts, model.hash, request);
  const strategies = await space(graph, request);
  const name = studyName(request);
  const { id: taskId } = taskOf(model);
  const before = (await run(graph, listStudies, {})).filter(({ baseArtifact }) => baseArtifact === model.hash);
  const points = await Promise.all(before.map(({ name: study }) => run(graph, trialPoints, { study })));
  const secondsOfTrial = median(
    points.flat().flatMap(({ seconds }) => (seconds === null || seconds === 0 ? [] : [seconds])),
  );
  const onTask = (await run(graph, listResults, {})).filter((result) => result.taskId === taskId.replace(/[@#].*/, ""));
  const { network, dataset, parameters, flops, testAccuracy } = model.card;
  return {
    name,
    taken: (await findStudy(graph, name)) !== undefined,
    request,
    model: { hash: model.hash.slice(0, 12), network, data: dataset.name, parameters, flops, testAccuracy },
    task: taskId,
    mostParameters: Math.floor(parameters * (1 - request.target)),
    strategies: Object.fromEntries(
      rollup(
        strategies,
        (of) => of.length,
        ({ methodId }) => methodId,
      ),
    ),
    earlierStudies: before.map(({ name, trials }) => ({ name, trials })),
    cost:
      secondsOfTrial === undefined
        ? "unknown: no study of this model has been run here; its first trial shows"
        : { secondsOfTrial, seconds: secondsOfTrial * request.trials },
    published: onTask
      .filter(({ ar, pr }) => ar !== null && pr !== null && pr >= request.target)
      .sort((a, b) => b.ar! - a.ar!)
      .slice(0, 10)
      .map(({ methodId, algorithm, pr, ar, source }) => ({ of: methodId ?? algorithm, pr, ar, source })),
  };
}
