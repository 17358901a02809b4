import { run as ask, type CompleteTrial, trialsOfStudy } from "../../../graph/index.ts";
import { readModel } from "../../artifacts/model.ts";
import { BadInput } from "../../errors.ts";
import { percent } from "../../format.ts";
import { studyFront } from "../../study/front.ts";
import { knownStudy } from "../../study/known.ts";
import { recordedObjective } from "../../study/objective.ts";
import { type Transferred, transfer as transferSchemes } from "../../study/transfer.ts";
import { inGraph, openSession, print, printJson, withTraining } from "../session.ts";
import { table } from "../terminal.ts";

/**
 * `automc search transfer`: the schemes of a study's front on other models, with the columns of the paper's Table 3: of
 * each scheme and model PR, FR and accuracy with its change.
 */
export async function transfer(
  name: string,
  references: string[],
  { seed, json }: { seed: number; json: boolean },
): Promise<void> {
  const session = openSession({ quiet: json });
  const { artifacts, progress } = session;
  const models = await Promise.all(
    references.map(async (name) => ({ name, ...(await readModel(artifacts, await artifacts.resolveModel(name))) })),
  );
  await inGraph(session, async (graph) => {
    const study = await knownStudy(graph, name);
    const trials = await ask(graph, trialsOfStudy, { study: name });
    const front = studyFront(trials, study.target, recordedObjective(study)) as CompleteTrial[];
    if (front.length === 0)
      throw new BadInput(`Study "${name}" has no scheme that reaches its target, so none to transfer.`);
    const rows: Transferred[] = [];
    await withTraining(session, async (training, signal) => {
      const all = front.length * models.length;
      const task = progress.begin(`${front.length} schemes on ${models.length} models`, all);
      const onProgress = ({ done, model, note }: { done: number; model: string; note: string }) =>
        task.update(rows.length + Math.min(0.99, done), `${model}: ${note}`);
      const context = { graph, artifacts, training, seed, onProgress, signal };
      for await (const row of transferSchemes(context, front, models)) rows.push(row);
      task.end();
    });
    if (json) return printJson({ study: name, transferred: rows });
    const before = models.map(({ name, card }) => [
      `${name}, as it is`,
      "",
      percent(0),
      percent(0),
      percent(card.testAccuracy),
      "",
      "",
    ]);
    print(table(["model", "scheme", "PR", "FR", "accuracy", "AR", "hash"], [...before, ...rows.map(inRow)]));
    print(`Accuracies are on test data; the schemes were found on ${study.taskId}.`);
  });
}

function inRow({ model, scheme, pr, fr, accuracy, ar, artifact, failure }: Transferred): string[] {
  const path = scheme.replaceAll(" -> ", "\n-> ");
  if (failure !== null) return [model, `${path}\nfailed: ${failure}`, "", "", "", "", ""];
  return [model, path, percent(pr), percent(fr), percent(accuracy), percent(ar, true), artifact?.slice(0, 12) ?? ""];
}
