import { createStudy, type Graph, mergeTask, run } from "../../graph/index.ts";

const atOnce = 5_000;
const [parameters, flops, baseAccuracy] = [1_000_000, 2e8, 0.9];

/** A trial that nobody ran. */
export interface InventedTrial {
  pr: number;
  ar: number;
}

/** Writes a study of so many trials into a graph, thousands at a time: one by one it takes a quarter of an hour. */
export async function writeHugeStudy(graph: Graph, count: number, name = "huge"): Promise<InventedTrial[]> {
  const of = { categories: 10, imageSize: 28, channels: 1, dataAmount: 10_000, parameters, flops, accuracy: 0.9 };
  const [dataset, network] = [
    { id: "mnist", name: "MNIST" },
    { id: "resnet8", name: "ResNet-8" },
  ];
  await run(graph, mergeTask, { id: "resnet8/huge", features: of, dataset, network });
  await run(graph, createStudy, {
    ...{ name, taskId: "resnet8/huge", algorithm: "random", target: 0.3, seed: 1, state: "done" },
    ...{ config: { trials: count }, baseAccuracy, baseValidationAccuracy: 0.9, baseParameters: parameters },
    baseFlops: flops,
  });
  const trials = Array.from({ length: count }, (_, i) => {
    return { pr: 0.9 * Math.abs(Math.sin(i + 1)), ar: 0.02 - 0.2 * Math.abs(Math.cos(3 * (i + 1))) };
  });
  const rows = trials.map(({ pr, ar }, at) => {
    const [number, fr] = [at + 1, pr * (0.7 + 0.3 * Math.abs(Math.sin(7 * at)))];
    const accuracy = baseAccuracy * (1 + ar);
    return {
      key: `${name}#${number}`,
      scheme: Array.from({ length: 1 + (at % 3) }, (_, step) => `NS(HP1=${number}.${step})`).join(" -> "),
      trial: {
        ...{ number, state: "complete", pr, fr, ar, accuracy, baseAccuracy, validationAr: ar },
        ...{ validationAccuracy: accuracy, parameters: Math.round(parameters * (1 - pr)), flops: flops * (1 - fr) },
        ...{ arStep: ar, prStep: pr, predictedArStep: 0.9 * ar, predictedPrStep: pr, seconds: 1 + (at % 13) },
        ...{ stages: "[]", engineVersion: 1, artifact: null, evaluationKey: null },
      },
    };
  });
  for (let from = 0; from < count; from += atOnce)
    await graph.driver.executeQuery(
      `MATCH (study:Study {name: $name})-[:ON_TASK]->(task) UNWIND $rows AS row
       MERGE (scheme:Scheme {id: row.scheme}) ON CREATE SET scheme.length = 1
       CREATE (trial:Trial {key: row.key, recordedAt: datetime()}) SET trial += row.trial
       CREATE (trial)-[:IN_STUDY]->(study) CREATE (trial)-[:ON_TASK]->(task) CREATE (trial)-[:EVALUATES]->(scheme)`,
      { name, rows: rows.slice(from, from + atOnce) },
    );
  return trials;
}
