import { expect } from "vitest";
import type { Weights } from "../../search/adam.ts";

/**
 * Compares gradients with the slope of the loss between two nearby values of the weight: every one,
 * or every n-th.
 */
export function expectGradients(weights: readonly Weights[], loss: () => number, every = 1): void {
  const nudge = 1e-5;
  for (const { values, gradients } of weights) {
    for (let i = 0; i < values.length; i += every) {
      const value = values[i]!;
      values[i] = value + nudge;
      const above = loss();
      values[i] = value - nudge;
      const below = loss();
      values[i] = value;
      const slope = (above - below) / (2 * nudge);
      expect(Math.abs(gradients[i]! - slope)).toBeLessThan(1e-7 * (1 + Math.abs(slope)));
    }
  }
}
