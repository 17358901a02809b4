/** How likely a method's strategy runs: its share of successes, one more of each kind counted. */
export class Chances {
  readonly #counts = new Map<string, { successes: number; failures: number }>();

  of(method: string): number {
    const { successes, failures } = this.#counts.get(method) ?? { successes: 0, failures: 0 };
    return (successes + 1) / (successes + failures + 1);
  }

  observe(method: string, success: boolean): void {
    const counts = this.#counts.get(method) ?? { successes: 0, failures: 0 };
    counts[success ? "successes" : "failures"]++;
    this.#counts.set(method, counts);
  }
}
