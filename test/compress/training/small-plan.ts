import type { TrainPlan } from "../../../compress/training/plan.ts";

/** One epoch in batches of 16: what tests train by, changed where they are about something else. */
export const plan: TrainPlan = {
  epochs: 1,
  batchSize: 16,
  learningRate: 0.05,
  schedule: "constant",
  momentum: 0.9,
  nesterov: true,
  weightDecay: 1e-2,
  augment: "none",
};
