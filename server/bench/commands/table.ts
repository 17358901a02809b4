import { readModel } from "../../artifacts/model.ts";
import type { Artifacts } from "../../artifacts/store.ts";
import { inGraph, openSession, print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import { space as strategiesOf } from "../../study/search-space.ts";
import { taskOf } from "../../study/task.ts";
import { dataOf } from "../../training/model-data.ts";
import { type BenchFolder, readBenchRows, readBenchTasks, writeBenchFolder } from "../compressbench/folder.ts";
import { type BenchTask, spaceOf } from "../compressbench/space.ts";
import { readStepRecords, type StepRecord } from "../step-record.ts";

interface TableOptions {
  to: string;
  json: boolean;
}

/**
 * `automc bench table`: adds rows that `bench collect` wrote to a folder of CompressBench, and
 * writes anew all that follows from its rows. A row that is there already is not added twice.
 *
 * What a task is comes from its model, which must be stored here when the folder first hears of it.
 */
export async function benchTable(rowFiles: readonly string[], { to, json }: TableOptions): Promise<void> {
  const session = openSession({ quiet: json });
  const before = await readBenchRows(to);
  const added = (await Promise.all(rowFiles.map(readStepRecords))).flat();
  const rows = [...new Map([...before, ...added].map((row) => [row.key, row])).values()];
  if (rows.length === 0)
    throw new BadInput(`There are no rows, in ${to} or in what was given; automc bench collect writes some.`);
  const tasks = new Map((await readBenchTasks(to)).map((task) => [task.id, task]));
  for (const { task } of rows) {
    if (!tasks.has(task)) tasks.set(task, await describeTask(session.artifacts, session.config.home, task));
  }
  const folder = await inGraph(session, async (graph) =>
    writeBenchFolder(
      to,
      spaceOf(await strategiesOf(graph, { methods: methodsOf(rows) }), [...tasks.values()], longest(rows)),
      rows,
    ),
  );
  const about = { name: "table", folder: to, rows: rows.length, added: rows.length - before.length };
  if (json) return printJson({ ...about, tasks: folder.about.tasks, fronts: folder.fronts });
  print(`${about.added} rows added, ${rows.length} in ${to}`);
  printTable(folder, rows);
}

/** The space does not grow with methods that no row has. */
function methodsOf(rows: readonly StepRecord[]): string[] {
  return [...new Set(rows.map(({ method }) => method))];
}

function longest(rows: readonly StepRecord[]): number {
  return Math.max(5, ...rows.map(({ scheme }) => scheme.length));
}

async function describeTask(artifacts: Artifacts, home: string, id: string): Promise<BenchTask> {
  const model = await readModel(artifacts, await artifacts.resolveModel(id.slice(id.indexOf("#") + 1)));
  const { card } = model;
  const { training, validation, test } = await imagesOf(card, home);
  return {
    ...{ id, network: card.network, width: card.width ?? null, dataset: card.dataset.name },
    images: { training, validation, test },
    pretrainEpochs: card.pretrainEpochs,
    original: {
      ...{ parameters: card.parameters, flops: card.flops },
      ...{ validationAccuracy: card.validationAccuracy, testAccuracy: card.testAccuracy },
    },
    features: taskOf(model).features,
  };
}

async function imagesOf(card: Parameters<typeof dataOf>[0], home: string) {
  const { train, validation, test } = (await dataOf(card, home)).splits;
  return { training: train.count, validation: validation.count, test: test.count };
}

function printTable({ about, fronts }: BenchFolder, rows: readonly StepRecord[]): void {
  const percent = (value: number | null) => (value === null ? null : (100 * value).toFixed(1));
  print("the surrogate, cross-validated over schemes: mean absolute error in points (of seconds, a factor)");
  print(
    table(
      ["task", "steps", "schemes", "front", "PR", "FR", "AR validation", "AR test", "R² of AR test", "seconds"],
      Object.entries(about.tasks).map(
        ([
          task,
          {
            crossValidated: { steps, errors },
          },
        ]) => {
          const own = rows.filter((row) => row.task === task);
          return [
            ...[task, steps, new Set(own.map(({ scheme }) => scheme.join())).size, fronts[task]?.length ?? 0],
            ...[percent(errors.parameters.mean), percent(errors.flops.mean)],
            ...[percent(errors.validation.mean), percent(errors.test.mean), errors.test.rSquared?.toFixed(2) ?? null],
            Math.exp(errors.log_seconds.mean).toFixed(2),
          ];
        },
      ),
    ),
  );
  print("one scheme with other seeds: standard deviation in points");
  print(
    table(
      ["task", "schemes repeated", "AR validation", "AR test"],
      Object.entries(about.tasks).map(
        ([
          task,
          {
            seedNoise: { schemes, validation, test },
          },
        ]) => [...[task, schemes, percent(validation), percent(test)]],
      ),
    ),
  );
}
