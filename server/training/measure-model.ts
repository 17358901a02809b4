import { countCost, measureAccuracy } from "../../compress/index.ts";
import type { Dataset } from "../../datasets/index.ts";
import type { MeasureResult } from "./jobs.ts";

/** What a model costs and how good it is, counted and measured now. */
export async function measured(model: Parameters<typeof countCost>[0], data: Dataset): Promise<MeasureResult> {
  const { parameters, macs, flops } = countCost(model);
  const validation = await measureAccuracy(model, data, "validation");
  const test = await measureAccuracy(model, data, "test");
  return { parameters, macs, flops, validationAccuracy: validation.accuracy, testAccuracy: test.accuracy };
}
