import type { AuditedResult } from "../../../ingest/index.ts";

/** A sound result on its own; `changes` make it what a test is about. */
export function result(changes: Partial<AuditedResult> = {}): AuditedResult {
  return {
    id: "paper/r1",
    paper: "paper",
    locator: "Table 1, row 1",
    task: {
      id: "resnet56/cifar10",
      network: "resnet56",
      dataset: "cifar10",
      categories: 10,
      parameters: 900_762,
      flops: 268_890_000,
    },
    method: "SFP",
    accuracy: 0.92,
    baseAccuracy: 0.93,
    ...changes,
  };
}
