import { runBatch } from "../batch.ts";
import { checkInput } from "../input.ts";
import { schemeId } from "../space.ts";
import type { Measured, SearchInput, Trial } from "../trial.ts";

const mostRedraws = 1_000;
const rounding = 1e-9;

/**
 * The schemes that a search over whole schemes has proposed, each of them once; schemes are indices
 * of candidates.
 *
 * A search proposes any scheme; one that was proposed before, or that promises to remove too much,
 * is replaced by the next one in dictionary order that is neither. So a small space is searched
 * completely.
 */
export class WholeSchemes {
  readonly #input: SearchInput;
  readonly #shares: Float64Array;
  readonly #smallestShare: number;
  readonly #proposed = new Set<string>();
  readonly #exhausted = new Set<number>(); // lengths of which all schemes were proposed
  readonly #measured: Map<string, Measured>;

  /** @throws SearchError `bad_input` when the input is wrong */
  constructor(input: SearchInput) {
    checkInput(input);
    this.#input = input;
    this.#shares = Float64Array.from(input.candidates, ({ share }) => share ?? 0);
    this.#smallestShare = this.#shares.reduce((least, share) => Math.min(least, share), Infinity);
    this.#measured = new Map([[schemeId([]), input.base]]);
  }

  /** A scheme of a length uniform in 1..L, every strategy uniform, that may be run. */
  draw(random: () => number): number[] {
    const lengths = this.#openLengths();
    const below = (count: number) => Math.floor(random() * count);
    let scheme: number[] = [];
    for (let again = 0; again <= mostRedraws; again++) {
      const length = lengths[below(lengths.length)] ?? 1;
      scheme = Array.from({ length }, () => below(this.#shares.length));
      if (this.isPossible(scheme)) break;
    }
    return scheme;
  }

  /** Whether a scheme promises to remove no more than may be. */
  isPossible(scheme: readonly number[]): boolean {
    return this.#fits(scheme, 0);
  }

  /**
   * Proposes schemes: of each wish that scheme, or the next one that was not proposed before. Fewer
   * than `count`, or none, when every scheme was proposed.
   *
   * @param wish the scheme that is wished for at each place, asked for when those before are
   *   proposed
   */
  propose(count: number, wish: (place: number) => readonly number[]): number[][] {
    const batch: number[][] = [];
    while (batch.length < count) {
      const steps = this.#fresh(wish(batch.length));
      if (!steps) break;
      this.#proposed.add(steps.join());
      batch.push(steps);
    }
    return batch;
  }

  /**
   * Evaluates proposed schemes side by side; their trials are yielded in order, from `number` on.
   *
   * A trial's parent is its scheme without the last strategy, measured or not; the step's rates are
   * null unless an earlier trial, or the original model, measured the parent.
   */
  async *run(number: number, batch: readonly (readonly number[])[]): AsyncGenerator<Trial, void, void> {
    const asked = batch.map((steps, i) => {
      const scheme = steps.map((candidate) => this.#input.candidates[candidate]!.id);
      const parent = () => this.#measured.get(schemeId(scheme.slice(0, -1))) ?? null;
      return { number: number + i, scheme, parent };
    });
    for await (const trial of runBatch(this.#input, asked)) {
      if (trial.state === "complete") this.#measured.set(schemeId(trial.scheme), trial.measured);
      yield trial;
    }
  }

  #openLengths(): number[] {
    return Array.from({ length: this.#input.maxLength }, (_, i) => i + 1).filter((l) => !this.#exhausted.has(l));
  }

  #fresh(wish: readonly number[]): number[] | null {
    for (const length of [wish.length, ...this.#openLengths()]) {
      if (this.#exhausted.has(length)) continue;
      // From the wish on, then from the beginning.
      const from = wish.length === length ? wish : new Array<number>(length).fill(0);
      for (const scheme of this.#following(from)) if (!this.#proposed.has(scheme.join())) return scheme;
      for (const scheme of this.#following(new Array<number>(length).fill(0))) {
        if (!this.#proposed.has(scheme.join())) return scheme;
      }
      this.#exhausted.add(length);
    }
    return null;
  }

  /** Every possible scheme of a length in dictionary order, from this one on. */
  *#following(from: readonly number[], prefix: number[] = []): Generator<number[]> {
    if (prefix.length === from.length) {
      yield prefix;
      return;
    }
    const first = from[prefix.length]!;
    for (let candidate = first; candidate < this.#shares.length; candidate++) {
      const longer = [...prefix, candidate];
      if (!this.#fits(longer, from.length - longer.length)) continue;
      const rest = candidate === first ? from : from.map((step, i) => (i < longer.length ? step : 0));
      yield* this.#following(rest, longer);
    }
  }

  /** Whether a scheme and as many more of the smallest strategies promise little enough. */
  #fits(scheme: readonly number[], more: number): boolean {
    const promised = scheme.reduce((sum, candidate) => sum + this.#shares[candidate]!, more * this.#smallestShare);
    return promised <= (this.#input.mostRemoved ?? Infinity) + rounding;
  }
}
