import { standardised } from "./standardise.ts";
import type { Candidate } from "./trial.ts";

const amplitude = { any: 0.3, method: 0.4, settings: 0.3 };
const length = { any: 0.6, settings: 0.8 };

/**
 * How alike two strategies are, k_strategy: same method, near settings, near share and epochs, and
 * learned vectors where they count. Calculated once for each strategy that is asked about, for all
 * processes that share it.
 */
export class StrategyKernel {
  /** k of a strategy with itself. */
  readonly own = amplitude.any + amplitude.method + amplitude.settings;
  readonly #candidates: readonly Candidate[];
  readonly #efforts: Float64Array[]; // of each candidate: epochs and share, at most 1 each
  readonly #settings: Float64Array[]; // of each candidate, comparable within its method
  readonly #vectors: { entries: Float64Array; width: number; weight: number } | null;
  readonly #rows = new Map<number, Float32Array>();

  /**
   * @param vectorWeight how much likeness of learned vectors counts beside likeness of settings, a
   *   fraction
   */
  constructor(candidates: readonly Candidate[], vectorWeight = 0) {
    this.#candidates = candidates;
    const longest = Math.max(...candidates.map(({ epochs }) => epochs)) || 1;
    const largest = Math.max(...candidates.map(({ share }) => share ?? 0)) || 1;
    this.#efforts = candidates.map(({ epochs, share }) => Float64Array.of(epochs / longest, (share ?? 0) / largest));
    this.#settings = candidates.map(({ settings }) => Float64Array.from(settings));
    const width = candidates[0]!.vector.length;
    const entries = vectorWeight > 0 ? standardised(candidates.map(({ vector }) => vector)) : null;
    this.#vectors = entries && { entries, width, weight: vectorWeight };
  }

  /** k_strategy of one candidate to every other `[candidates]`. */
  row(candidate: number): Float32Array {
    const known = this.#rows.get(candidate);
    if (known) return known;
    const row = new Float32Array(this.#candidates.length);
    const effort = this.#efforts[candidate]!;
    const settings = this.#settings[candidate]!;
    const { method } = this.#candidates[candidate]!;
    for (let c = 0; c < row.length; c++) {
      const apart = squaredDistance(effort, this.#efforts[c]!);
      let k = amplitude.any * Math.exp(-apart / (2 * length.any ** 2));
      if (this.#candidates[c]!.method === method) {
        const set = squaredDistance(settings, this.#settings[c]!);
        k += amplitude.method + amplitude.settings * Math.exp(-set / (2 * length.settings ** 2));
      }
      row[c] = k;
    }
    if (this.#vectors) this.#addVectors(row, candidate, this.#vectors);
    this.#rows.set(candidate, row);
    return row;
  }

  #addVectors(
    row: Float32Array,
    candidate: number,
    { entries, width, weight }: { entries: Float64Array; width: number; weight: number },
  ): void {
    const own = entries.subarray(candidate * width, (candidate + 1) * width);
    for (let c = 0; c < row.length; c++) {
      const apart = squaredDistance(own, entries.subarray(c * width, (c + 1) * width)) / width;
      const alike = 0.5 * Math.exp(-apart / 0.5) + 0.5 * Math.exp(-apart / 4);
      row[c] = (1 - weight) * row[c]! + weight * this.own * alike;
    }
  }
}

function squaredDistance(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}
