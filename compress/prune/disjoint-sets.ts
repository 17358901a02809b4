/**
 * Numbers that belong together: union-find with path halving.
 *
 * The representative of a set is its smallest number, so the outcome does not depend on the order
 * of joining.
 */
export class DisjointSets {
  readonly #parent: number[] = [];

  /** Adds `count` numbers, each alone in its set, and returns them. */
  add(count: number): Int32Array {
    const first = this.#parent.length;
    for (let i = 0; i < count; i++) this.#parent.push(first + i);
    return Int32Array.from({ length: count }, (_, i) => first + i);
  }

  /** The smallest number of the set that `a` is in. */
  find(a: number): number {
    const parent = this.#parent;
    while (parent[a] !== a) {
      parent[a] = parent[parent[a]!]!;
      a = parent[a]!;
    }
    return a;
  }

  /** Makes one set of the two that hold `a` and `b`. */
  join(a: number, b: number): void {
    const rootA = this.find(a);
    const rootB = this.find(b);
    this.#parent[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
  }
}
