import { inferenceEngines } from "../../../compress/index.ts";
import { readModel } from "../../artifacts/model.ts";
import type { CostResult } from "../../training/cost.ts";
import { openSession, print, printJson, withTraining } from "../session.ts";
import { costTable } from "../views/cost-table.ts";

/** `automc model bench`: the cost sheet of a stored model, and of others beside it. */
export async function bench(
  references: string[],
  { batchSizes, json }: { batchSizes: number[]; json: boolean },
): Promise<void> {
  const session = openSession({ quiet: json });
  const { artifacts } = session;
  const models = await Promise.all(
    references.map(async (name) => ({ name, ...(await readModel(artifacts, await artifacts.resolveModel(name))) })),
  );
  const { sheets, versions } = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`measuring ${references.join(", ")}`, 1);
    const hashes = models.map(({ hash }) => hash);
    const job = { kind: "costSheets" as const, models: hashes, batchSizes, engines: [...inferenceEngines] };
    const result = await training.run<CostResult>(job, () => {}, signal);
    task.end();
    return result;
  });
  const entries = models.map(({ name, hash, card }, at) => ({ name, hash, card, sheet: sheets[at]! }));
  if (json) return printJson({ models: entries, versions });
  print(costTable(entries));
  print(
    `graph: the whole network as one TensorFlow graph; predict: model.predict. TensorFlow.js ${versions.tfjs}, TensorFlow ${versions.tensorflow}.`,
  );
}
