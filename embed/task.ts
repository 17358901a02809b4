import type { TaskFeatures } from "../graph/index.ts";

/**
 * How a task's features are scaled. Stored with a run, so that later tasks are scaled alike. [7]
 * each
 */
export interface TaskScale {
  /** Means over the distinct tasks. */
  mean: number[];
  /** Standard deviations over them; 1 (a decade, for a count) where they do not differ. */
  spread: number[];
}

/**
 * The scale where there is no experience: over the paper's tasks (CIFAR-10 with ResNet-20, -56 and
 * -164, CIFAR-100 with VGG-13, -16 and -19); accuracy over the two whose accuracy it prints.
 */
export const paperTaskScale: TaskScale = {
  mean: [1.5, 1.505, 0.477, 4.778, 6.55, 8.607, 0.805],
  spread: [0.5, 1, 1, 1, 0.669, 0.341, 0.105],
};

/**
 * Features in the paper's order (section 3.3.1): data features, then model features. Counts by
 * their decimal logarithm.
 */
function describe({ categories, imageSize, channels, dataAmount, parameters, flops, accuracy }: TaskFeatures) {
  return [
    ...[categories, imageSize, channels, dataAmount, parameters, flops].map((count) =>
      count === null ? null : Math.log10(count),
    ),
    accuracy,
  ];
}

/**
 * Learns the scale from tasks. Counts range over six orders of magnitude, so it is their logarithm
 * that is scaled (the paper does not say how it scales). A task that lacks a feature is excluded
 * from that feature's figures. A feature that no task has keeps the scale of `paperTaskScale`.
 */
export function fitTaskScale(tasks: readonly TaskFeatures[]): TaskScale {
  const distinct = [...new Map(tasks.map(describe).map((row) => [JSON.stringify(row), row])).values()];
  const scale: TaskScale = { mean: [...paperTaskScale.mean], spread: [...paperTaskScale.spread] };
  for (let feature = 0; feature < scale.mean.length; feature++) {
    const values = distinct.map((row) => row[feature]).filter((value) => typeof value === "number");
    if (values.length === 0) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    scale.mean[feature] = mean;
    scale.spread[feature] = variance > 1e-12 ? Math.sqrt(variance) : 1;
  }
  return scale;
}

/**
 * A task as NN_exp and F_mo see it: seven numbers around 0. An unknown feature counts as the mean,
 * which is 0. [7]
 */
export function taskVector(task: TaskFeatures, { mean, spread }: TaskScale = paperTaskScale): number[] {
  return describe(task).map((value, i) => (value === null ? 0 : (value - mean[i]!) / spread[i]!));
}
