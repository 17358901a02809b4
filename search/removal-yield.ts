import type { Candidate } from "./trial.ts";

const usual = { promised: 1, absent: 0.1 };
const usualWeight = 2; // in measured steps

/**
 * What a strategy really removes, learned per method.
 *
 * A strategy that promises a share of the original's parameters (HP2) removes that share times a
 * yield near 1: operators cut whole filters. One that promises nothing removes what its method did
 * so far on average, a tenth at first. Means over the measured steps, two more at the usual value.
 * A third objective's cost is learned by another of its kind, though nothing is promised of it.
 * Where this differs from the paper: F_mo learns PR_step from vectors alone (Eq. 5), though HP2
 * states it.
 */
export class RemovalYield {
  readonly #methods = new Map<string, Record<keyof typeof usual, { sum: number; count: number }>>();

  #of({ method, share }: Pick<Candidate, "method" | "share">) {
    let own = this.#methods.get(method);
    if (!own) {
      const usually = (value: number) => ({ sum: value * usualWeight, count: usualWeight });
      own = { promised: usually(usual.promised), absent: usually(usual.absent) };
      this.#methods.set(method, own);
    }
    return share === null || share === 0 ? own.absent : own.promised;
  }

  /** @param removed what the strategy removed, a share of the original's parameters */
  observe(candidate: Pick<Candidate, "method" | "share">, removed: number): void {
    const own = this.#of(candidate);
    own.sum += removed / (candidate.share || 1);
    own.count++;
  }

  /** What a strategy is expected to remove, a share of the original's parameters. */
  expected(candidate: Pick<Candidate, "method" | "share">): number {
    const { sum, count } = this.#of(candidate);
    return (candidate.share || 1) * (sum / count);
  }
}
