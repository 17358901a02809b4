import { bisectRight } from "d3-array";
import type { SchemeId, StrategyId } from "../graph/index.ts";
import type { Candidate, Measured } from "./trial.ts";

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
  /** What its strategies promise to remove together, a share of the original's parameters. */
  readonly promised: number;
  /** The next steps that were evaluated, failures included. Only `SchemeTree.take` adds to them. */
  readonly taken: Set<number>;
}

const rounding = 1e-9;

/**
 * H_scheme and OPT (Algorithm 2): the part of the tree of schemes (paper, Figure 1) that is
 * evaluated, and its open next steps.
 *
 * OPT_seq is kept as its complement, which is small. Nodes of length L have no next steps; steps
 * that would promise to remove more than may be are never open.
 */
export class SchemeTree {
  /** H_scheme, START first, in the order they were evaluated. */
  readonly nodes: readonly SchemeNode[];
  readonly #nodes: SchemeNode[];
  readonly #shares: Float64Array; //    of each candidate; 0 where it promises nothing
  readonly #ascending: Float64Array; // the same, sorted
  readonly #maxLength: number;
  readonly #mostRemoved: number;

  /**
   * @param candidates C
   * @param maxLength L
   * @param base the original model, START's measurement
   * @param mostRemoved the most that a scheme's strategies may promise to remove together
   */
  constructor(
    candidates: readonly Pick<Candidate, "share">[],
    maxLength: number,
    base: Measured,
    mostRemoved = Infinity,
  ) {
    this.#shares = Float64Array.from(candidates, ({ share }) => share ?? 0);
    this.#ascending = this.#shares.toSorted();
    this.#maxLength = maxLength;
    this.#mostRemoved = mostRemoved + rounding;
    this.#nodes = [{ steps: [], measured: base, promised: 0, taken: new Set() }];
    this.nodes = this.#nodes;
  }

  /** START: the original model. */
  get start(): SchemeNode {
    return this.#nodes[0]!;
  }

  /** |Next_seq|: how many strategies may still be tried after a scheme. */
  open(node: SchemeNode): number {
    if (node.steps.length >= this.#maxLength) return 0;
    const fitting = bisectRight(this.#ascending, this.#mostRemoved - node.promised);
    return fitting - node.taken.size;
  }

  /** Whether a strategy is in Next_seq. */
  isOpen(node: SchemeNode, candidate: number): boolean {
    return (
      node.steps.length < this.#maxLength &&
      node.promised + this.#shares[candidate]! <= this.#mostRemoved &&
      !node.taken.has(candidate)
    );
  }

  /** Next_seq: the strategies that may still be tried after a scheme. */
  *next(node: SchemeNode): Generator<number> {
    if (this.open(node) === 0) return;
    for (let candidate = 0; candidate < this.#shares.length; candidate++) {
      if (this.isOpen(node, candidate)) yield candidate;
    }
  }

  /**
   * Removes a step from OPT_seq and, if it could be measured, adds the longer scheme to H_scheme
   * (lines 8 and 9).
   *
   * @returns the longer scheme, or null if it could not be measured
   */
  take(node: SchemeNode, candidate: number, measured: Measured | null): SchemeNode | null {
    node.taken.add(candidate);
    if (!measured) return null;
    const promised = node.promised + this.#shares[candidate]!;
    const longer = { steps: [...node.steps, candidate], measured, promised, taken: new Set<number>() };
    this.#nodes.push(longer);
    return longer;
  }
}
