import { chunksOf, median, type TextLine } from "./pdf-lines.ts";
import type { TableArea } from "./pdf-table-areas.ts";
import type { Word } from "./pdf-words.ts";

/** Where the words of a column stand. */
export interface Column {
  left: number;
  right: number;
}

/** A space that nearly all rows leave free is between columns if it is this wide, in sizes: more than between words. */
const leastGap = 0.42;

/**
 * The columns of a table: spaces that go through its rows of data, and vertical rules. Rows that reach over many columns (titles of
 * sections) do not count.
 */
export function columnsOf({ rows, vertical }: TableArea, header: number | undefined): Column[] {
  const body = rows.filter(({ baseline }) => header === undefined || baseline < header);
  const counted = body.filter((row) => chunksOf(row, leastGap).length >= 2);
  const rulers = (counted.length >= 2 ? counted : rows).map((row) => chunksOf(row, 0.01).map(extent));
  if (rulers.length === 0) return [];
  const size = median(rows.map((row) => row.size));
  const separators = [...freeSpaces(rulers, size), ...ruledPlaces(vertical, rows)].sort((a, b) => a - b);
  const edges = [Number.NEGATIVE_INFINITY, ...separators, Number.POSITIVE_INFINITY];
  const words = (counted.length >= 2 ? counted : rows).flatMap((row) => row.words);
  return edges.slice(1).flatMap((right, at): Column[] => {
    const left = edges[at]!;
    const inside = words.filter((word) => (word.left + word.right) / 2 > left && (word.left + word.right) / 2 < right);
    if (inside.length === 0) return [];
    return [
      {
        left: Math.max(left, Math.min(...inside.map((word) => word.left))),
        right: Math.min(right, Math.max(...inside.map((word) => word.right))),
      },
    ];
  });
}

function extent(words: readonly Word[]): Column {
  return { left: words[0]!.left, right: words.at(-1)!.right };
}

/** The middles of the spaces that all rows, but for a few, leave free. */
function freeSpaces(rulers: readonly Column[][], size: number): number[] {
  const allowed = rulers.length < 8 ? 0 : Math.floor(rulers.length * 0.08);
  const edges = rulers.flat().flatMap(({ left, right }) => [
    { x: left, change: 1 },
    { x: right, change: -1 },
  ]);
  edges.sort((a, b) => a.x - b.x);
  const spaces: number[] = [];
  let covered = 0;
  let freeFrom: number | undefined;
  for (const { x, change } of edges) {
    const wasFree = covered <= allowed;
    covered += change;
    const isFree = covered <= allowed;
    if (!wasFree && isFree) freeFrom = x;
    else if (wasFree && !isFree) {
      if (freeFrom !== undefined && x - freeFrom >= leastGap * size) spaces.push((freeFrom + x) / 2);
      freeFrom = undefined;
    }
  }
  return spaces;
}

/** Where vertical rules part what is in the table, but not where no word stands before or behind them. */
function ruledPlaces(vertical: TableArea["vertical"], rows: readonly TextLine[]): number[] {
  const [left, right] = [Math.min(...rows.map((row) => row.left)), Math.max(...rows.map((row) => row.right))];
  const height = Math.max(...rows.map((row) => row.baseline)) - Math.min(...rows.map((row) => row.baseline));
  const places = new Map<number, number>();
  for (const line of vertical) {
    if (line.at < left + 1 || line.at > right - 1) continue;
    const key = [...places.keys()].find((at) => Math.abs(at - line.at) < 2) ?? line.at;
    places.set(key, (places.get(key) ?? 0) + line.to - line.from);
  }
  return [...places].filter(([, length]) => length > 0.5 * height).map(([at]) => at);
}
