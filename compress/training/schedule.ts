import type { TrainPlan } from "./plan.ts";

/**
 * The learning rate of one step, from 0, of a training of `steps` steps.
 *
 *   constant   rate
 *   cosine     rate · (1 + cos(π · step / steps)) / 2       Loshchilov and Hutter, "SGDR", ICLR 2017, Eq. 5, without restarts
 *   step       rate, rate / 10 from half, rate / 100 from three quarters of the steps on       He et al., CVPR 2016, section 4.2
 */
export function learningRateAt(
  plan: Pick<TrainPlan, "learningRate" | "schedule">,
  step: number,
  steps: number,
): number {
  const done = step / steps;
  switch (plan.schedule) {
    case "constant":
      return plan.learningRate;
    case "cosine":
      return (plan.learningRate * (1 + Math.cos(Math.PI * done))) / 2;
    case "step":
      return plan.learningRate * (done < 0.5 ? 1 : done < 0.75 ? 0.1 : 0.01);
  }
}
