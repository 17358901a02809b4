import { svg } from "./svg.ts";

/** Who was ranked, and by how much ranks must differ to be told apart. */
export interface RankedAt {
  ranks: ReadonlyMap<string, number>;
  criticalDifference: number;
}

/** Those whose ranks differ by no more than the critical difference, from best to worst. */
export interface Alike {
  best: number;
  worst: number;
}

/**
 * The largest groups of ranks that are not told apart; a rank alone is none, and no group lies in
 * another.
 */
export function alikeGroups({ ranks, criticalDifference }: RankedAt): Alike[] {
  const sorted = [...ranks.values()].sort((a, b) => a - b);
  const groups: Alike[] = [];
  for (const best of sorted) {
    const worst = sorted.findLast((rank) => rank - best <= criticalDifference)!;
    if (worst > best && worst > (groups.at(-1)?.worst ?? 0)) groups.push({ best, worst });
  }
  return groups;
}

/**
 * A critical-difference diagram (SVG): mean ranks on a line, the best on the left, and a bar over
 * each group that is not told apart.
 *
 * Source: Demšar, "Statistical comparisons of classifiers over multiple data sets", JMLR 7, 2006, figure 1.
 * Differs: one name a line, under the other, in the order of ranks.
 */
export async function criticalDifferencePlot(title: string, ranked: RankedAt): Promise<string> {
  const named = [...ranked.ranks].sort((a, b) => a[1] - b[1]);
  const groups = alikeGroups(ranked);
  const top = 16 + 10 * groups.length;
  const row = 22;
  const height = top + row * named.length;
  const x = (field: string) => ({ scale: "x", field });
  return svg(title, {
    width: 560,
    height,
    data: [
      {
        name: "ranks",
        values: named.map(([name, rank], at) => ({
          ...{ rank, y: top + row * (at + 0.5) },
          name: `${name}, ${rank.toFixed(2)}`,
        })),
      },
      { name: "alike", values: groups.map((group, at) => ({ ...group, y: 12 + 10 * at })) },
    ],
    scales: [{ name: "x", type: "linear", domain: [1, named.length], range: "width", zero: false }],
    axes: [
      { orient: "top", scale: "x", title: "mean rank", tickMinStep: 1, format: "d", grid: true, gridColor: "#eef1f4" },
    ],
    marks: [
      {
        type: "rule",
        from: { data: "ranks" },
        encode: { enter: { x: x("rank"), y: { value: 0 }, y2: { field: "y" }, stroke: { value: "#9aa5b1" } } },
      },
      {
        type: "rule",
        from: { data: "alike" },
        encode: {
          enter: {
            ...{ x: x("best"), x2: x("worst"), y: { field: "y" } },
            ...{ stroke: { value: "#1f6feb" }, strokeWidth: { value: 4 } },
          },
        },
      },
      {
        type: "symbol",
        from: { data: "ranks" },
        encode: { enter: { x: x("rank"), y: { field: "y" }, size: { value: 40 }, fill: { value: "#1f6feb" } } },
      },
      {
        type: "text",
        from: { data: "ranks" },
        encode: {
          enter: {
            ...{ x: x("rank"), y: { field: "y" }, text: { field: "name" }, baseline: { value: "middle" } },
            dx: { signal: `datum.rank > ${(named.length + 1) / 2} ? -8 : 8` },
            align: { signal: `datum.rank > ${(named.length + 1) / 2} ? 'right' : 'left'` },
            fill: { value: "#24292f" },
          },
        },
      },
    ],
  });
}
