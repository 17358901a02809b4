/**
 * A block of weights, row-major, and the gradient of the loss by each of them, which backward
 * passes add to.
 */
export interface Weights {
  values: Float64Array;
  gradients: Float64Array;
}

/** Weights drawn uniformly from [-bound, bound). */
export function uniformWeights(count: number, bound: number, random: () => number): Weights {
  return {
    values: Float64Array.from({ length: count }, () => (2 * random() - 1) * bound),
    gradients: new Float64Array(count),
  };
}

/**
 * Adam: steps against the running mean of the gradient, over the root of the running mean of its
 * square.
 *
 *   m ← β₁ m + (1 - β₁) g,   v ← β₂ v + (1 - β₂) g²
 *   w ← w - α · (m / (1 - β₁ᵗ)) / (√(v / (1 - β₂ᵗ)) + ε)
 *
 * β₁ = 0.9, β₂ = 0.999, ε = 1e-8.
 * Source: Kingma and Ba, "Adam: A Method for Stochastic Optimization", ICLR 2015, Algorithm 1.
 */
export class Adam {
  readonly #weights: readonly Weights[];
  readonly #moments: { m: Float64Array; v: Float64Array }[];
  readonly #learningRate: number;
  #step = 0;

  /** @param learningRate α; AutoMC uses 1e-3 (paper, section 4.1) */
  constructor(weights: readonly Weights[], learningRate: number) {
    this.#weights = weights;
    this.#learningRate = learningRate;
    this.#moments = weights.map(({ values }) => ({
      m: new Float64Array(values.length),
      v: new Float64Array(values.length),
    }));
  }

  /**
   * One update of all weights from the gradients gathered since the last, which are set back to
   * zero.
   */
  step(): void {
    this.#step++;
    const meanScale = 1 / (1 - 0.9 ** this.#step);
    const squareScale = 1 / (1 - 0.999 ** this.#step);
    for (const [block, { values, gradients }] of this.#weights.entries()) {
      const { m, v } = this.#moments[block]!;
      for (let i = 0; i < values.length; i++) {
        const g = gradients[i]!;
        m[i] = 0.9 * m[i]! + 0.1 * g;
        v[i] = 0.999 * v[i]! + 0.001 * g * g;
        values[i]! -= (this.#learningRate * m[i]! * meanScale) / (Math.sqrt(v[i]! * squareScale) + 1e-8);
      }
      gradients.fill(0);
    }
  }
}
