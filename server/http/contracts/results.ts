import { z } from "zod";
import { listContract } from "./list-contract.ts";

const number = z.number().nullable();
const text = z.string().nullable();

const result = z
  .object({
    id: z.string(),
    methodId: z.string().nullable().describe("null for a result of a search algorithm"),
    algorithm: z.string().nullable(),
    settings: z.record(z.string(), z.union([z.number(), z.string()])).describe("only what the source states"),
    taskId: z.string(),
    label: text.describe("what the source calls it"),
    variant: text.describe("how the run differs from the method"),
    stated: z.array(z.string()).nullable().describe("hyperparameters in the source's own words, name=value"),
    accuracy: number.describe("fraction"),
    baseAccuracy: number.describe("of the uncompressed model, fraction"),
    ar: number.describe("accuracy increase rate, fraction; follows from the accuracies"),
    printedAr: number.describe("the same as the source prints it"),
    printedDelta: number.describe("accuracy after less accuracy before, as the source prints it"),
    pr: number.describe("parameter reduction rate, fraction"),
    fr: number.describe("FLOPs reduction rate, fraction"),
    parameters: number,
    baseParameters: number,
    flops: number.describe("2 x multiply-adds; null where the source does not state how it counts"),
    baseFlops: number,
    printedFlops: number.describe("as the source counts them"),
    printedBaseFlops: number,
    flopsConvention: text.describe("2xMACs, MACs or unstated"),
    derived: z.array(z.string()).nullable().describe("figures that were computed, not printed"),
    flags: z.array(z.string()).describe("what is doubtful about it"),
    source: z.string().describe("paper and place in it"),
  })
  .meta({ id: "Result" });

export const listResults = listContract({
  path: "/api/v1/results",
  id: "listResults",
  tag: "knowledge",
  summary: "Published results, each with its source.",
  rows: "results",
  row: result,
  key: "id",
  sort: ["id", "ar", "pr", "fr", "accuracy", "methodId", "taskId"],
  filter: {
    task: z.string().max(256).optional().describe("on this task only"),
    method: z.string().max(128).optional().describe("of this method only"),
    flags: z.string().max(128).optional().describe("only those with this flag"),
  },
});
