import { createHash } from "node:crypto";
import { randomLcg } from "d3-random";
import { trainModel } from "../../../compress/training/train.ts";
import { plan } from "./small-plan.ts";
import { bands, denseNet, residualNet, weightValues } from "./toys.ts";

/**
 * Prints a hash of the weights after three small trainings: run in two processes, it must say the
 * same.
 */
const data = bands({ train: 100 });
for (const [make, engine] of [
  [residualNet, "graph"],
  [residualNet, "eager"],
  [denseNet, "graph"],
] as const) {
  const model = make();
  await trainModel(
    model,
    data,
    { ...plan, epochs: 3, batchSize: 32, augment: "crop-flip" },
    { random: randomLcg(0.6), engine },
  );
  console.log(
    createHash("sha256")
      .update(JSON.stringify(weightValues(model)))
      .digest("hex"),
  );
}
