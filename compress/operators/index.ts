import type { Operator } from "../operator.ts";
import { distill } from "./distill.ts";
import { evolveRanking } from "./evolveRanking.ts";
import { filterBasis } from "./filterBasis.ts";
import { fineTune } from "./fineTune.ts";
import { prune } from "./prune.ts";
import { pruneByStatistics } from "./pruneByStatistics.ts";
import { quantize } from "./quantize.ts";
import { recalibrate } from "./recalibrate.ts";
import { softPrune } from "./softPrune.ts";
import { sparseTrain } from "./sparseTrain.ts";
import { tucker2 } from "./tucker2.ts";

/**
 * The available operators, by id. A new one is a file here and a line in this list; the contract
 * tests find it.
 */
export const operators: Readonly<Record<string, Operator<unknown>>> = Object.fromEntries(
  [
    distill,
    evolveRanking,
    filterBasis,
    fineTune,
    prune,
    pruneByStatistics,
    quantize,
    recalibrate,
    softPrune,
    sparseTrain,
    tucker2,
  ].map((operator) => [operator.id, operator as Operator<unknown>]),
);
