import type { Gain, Rated, Worth } from "./front-gain.ts";
import { paretoFront } from "./pareto.ts";

/** Part of the plane of reductions, in which one measured AR covers all. */
interface Cell {
  pr: readonly [number, number];
  cr: readonly [number, number];
  weight: number;
  /** Which of `#covered` covers it. */
  by: number;
}

/**
 * What a scheme of some AR, PR and CR would add to the front of three objectives: the volume it
 * newly covers, weighted, and the rise of the best AR at γ.
 *
 *   gain(ar, pr, cr) = ∫₀^cr ∫₀^pr w(q) · max(0, ar - c(q, r)) dq dr
 *                      + atTarget · [pr ≥ γ] · max(0, ar - c(γ))
 *
 * c(q, r) is the highest AR measured at a PR of at least q and a CR of at least r; w is `below` for
 * q < γ and 1 from there on, as in `FrontGain`; γ is about PR alone. The gain of hypervolume is its
 * case `below = 1, atTarget = 0`. Exact: the front divides the plane into cells, k² for k schemes.
 */
export class VolumeGain {
  readonly #cells: Cell[] = [];
  /** ARs that cover cells, `floor` first. */
  readonly #covered: number[];
  readonly #atTarget: { covered: number } & Worth;

  /** @param measured the schemes measured so far, in any order, START included */
  constructor(measured: readonly Required<Rated>[], worth: Worth) {
    const { target, floor, below } = worth;
    const counts = measured.filter(({ ar, pr, cr }) => ar > floor && pr > 0 && cr > 0);
    const front = paretoFront(counts, ({ ar, pr, cr }) => [ar, pr, cr]);
    const ascending = (values: number[]) => [...new Set([...values, 1])].sort((a, b) => a - b);
    const prs = ascending([...front.map(({ pr }) => pr), ...(target > 0 ? [target] : [])]);
    const crs = ascending(front.map(({ cr }) => cr));
    this.#covered = [floor, ...[...new Set(front.map(({ ar }) => ar))].sort((a, b) => a - b)];
    const place = new Map(this.#covered.map((ar, i) => [ar, i]));
    // From the largest reductions down: what covers a cell is what covers the next ones, or starts in its corner.
    const by = prs.map(() => new Array<number>(crs.length).fill(0));
    for (const { ar, pr, cr } of front) {
      const row = by[prs.indexOf(pr)]!;
      const column = crs.indexOf(cr);
      row[column] = Math.max(row[column]!, place.get(ar)!);
    }
    for (let i = prs.length - 1; i >= 0; i--) {
      for (let j = crs.length - 1; j >= 0; j--) {
        by[i]![j] = Math.max(by[i]![j]!, by[i + 1]?.[j] ?? 0, by[i]![j + 1] ?? 0);
        const weight = prs[i]! <= target ? below : 1;
        this.#cells.push({ pr: [prs[i - 1] ?? 0, prs[i]!], cr: [crs[j - 1] ?? 0, crs[j]!], weight, by: by[i]![j]! });
      }
    }
    const reaching = measured.filter(({ pr }) => pr >= target).map(({ ar }) => ar);
    this.#atTarget = { ...worth, covered: Math.max(floor, ...reaching) };
  }

  /** The gain of schemes with this CR. Costs a pass over the cells for each PR that is asked about. */
  at(cr: number): Gain {
    let known: { pr: number; areas: Float64Array } | null = null;
    return {
      of: (ar, pr) => {
        if (known?.pr !== pr) known = { pr, areas: this.#areas(pr, cr) };
        const { target, atTarget, covered } = this.#atTarget;
        let sum = pr >= target ? atTarget * Math.max(0, ar - covered) : 0;
        for (const [i, area] of known.areas.entries()) {
          if (ar <= this.#covered[i]!) break;
          sum += area * (ar - this.#covered[i]!);
        }
        return sum;
      },
    };
  }

  /** The weighted area below these reductions that each AR covers. */
  #areas(pr: number, cr: number): Float64Array {
    const areas = new Float64Array(this.#covered.length);
    for (const cell of this.#cells) {
      const width = Math.min(pr, cell.pr[1]) - cell.pr[0];
      const height = Math.min(cr, cell.cr[1]) - cell.cr[0];
      if (width > 0 && height > 0) areas[cell.by]! += cell.weight * width * height;
    }
    return areas;
  }
}
