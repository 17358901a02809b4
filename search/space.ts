import type { SchemeId, StrategyId } from "../graph/index.ts";
import type { Measured } from "./trial.ts";

const arrow = " -> ";

/** The scheme of no steps: the original model (paper, Figure 1). */
const start = "START";

/** A scheme's name: `SFP(…) -> LeGR(…)`, or `START` for the empty one. */
export function schemeId(scheme: readonly StrategyId[]): SchemeId {
  return (scheme.length === 0 ? start : scheme.join(arrow)) as SchemeId;
}

/** The strategies of a scheme as it is written, in order: the inverse of `schemeId`. */
export function schemeSteps(written: string): StrategyId[] {
  const trimmed = written.trim();
  return trimmed === start || trimmed === "" ? [] : trimmed.split("->").map((step) => step.trim() as StrategyId);
}

/** An evaluated scheme in the tree, and which of its next steps are taken. */
export interface SchemeNode {
  /** Indices of its candidates, in the order they run. */
  readonly steps: readonly number[];
  readonly measured: Measured;
  /**
   * C \ OPT_seq: the next steps that were evaluated, failures included, or are impossible. Only
   * `SchemeTree.take` adds to them.
   */
  readonly taken: Set<number>;
}

/**
 * H_scheme and OPT (Algorithm 2): the part of the tree of schemes (paper, Figure 1) that is
 * evaluated, and its open next steps.
 *
 * OPT_seq is kept as its complement, which is small. Nodes of length L have no next steps.
 */
export class SchemeTree {
  /** H_scheme, START first, in the order they were evaluated. */
  readonly nodes: readonly SchemeNode[];
  readonly #nodes: SchemeNode[];
  readonly #candidates: number;
  readonly #maxLength: number;
  readonly #possible: (steps: readonly number[]) => boolean;

  /**
   * @param candidates |C|
   * @param maxLength L
   * @param base the original model, START's measurement
   * @param possible false for schemes that are known to fail; they are never open
   */
  constructor(
    candidates: number,
    maxLength: number,
    base: Measured,
    possible: (steps: readonly number[]) => boolean = () => true,
  ) {
    this.#candidates = candidates;
    this.#maxLength = maxLength;
    this.#possible = possible;
    this.#nodes = [this.#node([], base)];
    this.nodes = this.#nodes;
  }

  #node(steps: readonly number[], measured: Measured): SchemeNode {
    const taken = new Set<number>();
    for (let candidate = 0; candidate < this.#candidates; candidate++) {
      if (!this.#possible([...steps, candidate])) taken.add(candidate);
    }
    return { steps, measured, taken };
  }

  /** START: the original model. */
  get start(): SchemeNode {
    return this.#nodes[0]!;
  }

  /** |Next_seq|: how many strategies may still be tried after a scheme. */
  open(node: SchemeNode): number {
    return node.steps.length < this.#maxLength ? this.#candidates - node.taken.size : 0;
  }

  /** Next_seq: the strategies that may still be tried after a scheme. */
  *next(node: SchemeNode): Generator<number> {
    if (this.open(node) === 0) return;
    for (let candidate = 0; candidate < this.#candidates; candidate++) {
      if (!node.taken.has(candidate)) yield candidate;
    }
  }

  /**
   * Removes a step from OPT_seq and, if it could be measured, adds the longer scheme to H_scheme
   * (lines 8 and 9).
   */
  take(node: SchemeNode, candidate: number, measured: Measured | null): void {
    node.taken.add(candidate);
    if (measured) this.#nodes.push(this.#node([...node.steps, candidate], measured));
  }
}
