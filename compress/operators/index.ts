import type { Operator } from "../operator.ts";
import { fineTune } from "./fineTune.ts";
import { prune } from "./prune.ts";
import { softPrune } from "./softPrune.ts";
import { sparseTrain } from "./sparseTrain.ts";

/** The operators there are, by id. A new one is a file here and a line in this list; the contract tests find it. */
export const operators: Readonly<Record<string, Operator<unknown>>> = Object.fromEntries(
  [fineTune, prune, softPrune, sparseTrain].map((operator) => [operator.id, operator as Operator<unknown>]),
);
