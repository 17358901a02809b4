import { z } from "zod";
import { familyId } from "../rows/family-id.ts";
import { nodeId } from "./define.ts";

/** The parameters that many queries share. */
export const task = nodeId("Task", "a task's id: a network with its weights on a data set", "resnet56/cifar10");
const familyName = nodeId("NetworkFamily", "a family of networks: the name they share, however spelled", "resnet56");
export const family = familyName.overwrite(familyId).meta(familyName.meta()!);
export const method = nodeId("Method", "a method's id", "NS");
export const study = nodeId("Study", "a study's name", "quickstart");
export const strategy = nodeId("Strategy", "a strategy's id", "NS(HP1=0.1,HP2=0.2,HP6=0.9)");
export const paper = nodeId("Paper", "a paper's id", "arXiv:2201.09884");

/** The accuracy that may be lost: the usual "no more than half a percent". */
export const leastAr = z
  .number()
  .min(-1)
  .default(-0.005)
  .meta({ description: "least accuracy increase rate AR = (after - before) / before, a fraction", examples: [-0.005] });

export const leastPr = z
  .number()
  .max(1)
  .default(0)
  .meta({ description: "least part of the parameters removed, a fraction", examples: [0.4] });

/** Many papers print FLOPs and no parameters: the same questions can be put about either. */
export const reduction = z
  .enum(["pr", "fr"])
  .default("pr")
  .meta({ description: "what was reduced: pr for parameters, fr for FLOPs", examples: ["fr"] });

/** How near two reductions have to be to be compared. */
export const within = z
  .number()
  .positive()
  .max(1)
  .default(0.05)
  .meta({ description: "most difference in PR between two numbers that are compared, a fraction", examples: [0.02] });

/** Every query has a limit. */
export function limit(rows: number) {
  return z
    .number()
    .int()
    .positive()
    .max(10_000)
    .default(rows)
    .meta({ description: "most rows", examples: [10] });
}
