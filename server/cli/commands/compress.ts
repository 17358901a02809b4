import { knowledgeOnly } from "../../../graph/index.ts";
import { schemeId, schemeSteps } from "../../../search/index.ts";
import { readModel } from "../../artifacts/model.ts";
import { BadInput } from "../../errors.ts";
import { percent } from "../../format.ts";
import { knownStrategy } from "../../known-strategy.ts";
import { demandsOn } from "../../study/demands.ts";
import { evaluateScheme } from "../../study/evaluate.ts";
import type { CostResult } from "../../training/cost.ts";
import { inGraph, openSession, print, printJson, withTraining } from "../session.ts";
import { table } from "../terminal.ts";
import { costTable } from "../views/cost-table.ts";

/** `automc compress`: one scheme, step after step, with what each operator did to the model. */
export async function compress(
  reference: string,
  options: {
    scheme: string;
    name?: string;
    cost: boolean;
    keep?: string[];
    roundTo?: number;
    seed: number;
    json: boolean;
  },
): Promise<void> {
  const session = openSession({ quiet: options.json });
  const { artifacts } = session;
  if (options.name !== undefined) artifacts.checkName(options.name);
  const scheme = schemeSteps(options.scheme);
  if (scheme.length === 0)
    throw new BadInput('The scheme is empty; write it like "NS(HP1=0.1,HP2=0.2,HP6=0.9) -> SFP(…)".');
  const base = await readModel(artifacts, await artifacts.resolveModel(reference));
  const demands = await demandsOn(artifacts, base.hash, options);
  const steps = await inGraph(session, async (graph) => {
    const found = new Map(
      await Promise.all(
        scheme.map(async (id) => {
          const strategy = await knownStrategy(graph, id);
          if (!strategy.steps)
            throw new BadInput(
              `"${id}" can't run here: ${strategy.methodId} is knowledge only, ${knowledgeOnly(strategy)}.`,
            );
          return [id, strategy.steps] as const;
        }),
      ),
    );
    return found;
  });
  const { outcomes, costs } = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`compressing ${reference}`, scheme.length);
    let step = 0;
    let current = "";
    const done = await evaluateScheme(
      {
        artifacts,
        training,
        model: base.hash,
        steps: (id) => steps.get(id) ?? [],
        seed: options.seed,
        demands,
        onProgress: ({ scheme: now, done, stage, note }) => {
          if (now !== current) step += current === "" ? 0 : 1;
          current = now;
          task.update(step + done, `${stage}, ${note}`);
        },
        signal,
      },
      scheme,
    );
    task.end();
    const models = [base.hash, ...done.map(({ hash }) => hash)];
    const job = { kind: "costSheets" as const, models, batchSizes: [1, 64], engines: ["graph" as const] };
    return { outcomes: done, costs: options.cost ? await training.run<CostResult>(job, () => {}, signal) : undefined };
  });
  const last = outcomes.at(-1);
  if (!last) return;
  if (options.name !== undefined) await artifacts.nameModel(options.name, last.hash);
  const path = artifacts.modelDirectory(last.hash);
  if (options.json) return printJson({ scheme: schemeId(scheme), base, outcomes, path, ...(costs && { costs }) });
  const { parameters, flops, validationAccuracy, testAccuracy } = base.card;
  const row = (
    name: string,
    of: { parameters: number; flops: number; validationAccuracy: number; testAccuracy: number },
  ) => [
    name,
    of.parameters,
    percent((parameters - of.parameters) / parameters),
    percent((flops - of.flops) / flops),
    percent(of.validationAccuracy),
    percent(of.testAccuracy),
    percent((of.testAccuracy - testAccuracy) / testAccuracy, true),
  ];
  print(
    table(
      ["after", "parameters", "PR", "FR", "accuracy (validation)", "accuracy (test)", "AR"],
      [
        row("original", { parameters, flops, validationAccuracy, testAccuracy }),
        ...outcomes.flatMap((outcome, at) => outcome.stages.map((stage) => row(`${at + 1}. ${stage.operator}`, stage))),
      ],
    ),
  );
  if (costs) {
    const names = ["original", ...outcomes.map((_, at) => `after step ${at + 1}`)];
    print(costTable(names.map((name, at) => ({ name, sheet: costs.sheets[at]! }))));
  }
  for (const note of outcomes.flatMap(({ notes }) => notes)) print(`Note: ${note}`);
  print(`The compressed model: ${path}`);
}
