import { chunksOf, median, type TextLine } from "./lines.ts";
import type { TableArea } from "./table-areas.ts";
import type { Word } from "./words.ts";

/** Where the words of a column are. */
export interface Column {
  left: number;
  right: number;
}

/**
 * A space that nearly all rows leave free is between columns if it is this wide, in sizes: more
 * than between words.
 */
const leastGap = 0.42;

/**
 * The columns of a table: spaces that go through its rows of data, and vertical rules. Rows that
 * reach over many columns (titles of sections) do not count.
 */
export function columnsOf({ rows, vertical }: TableArea, header: number | undefined): Column[] {
  const below = rows.filter(({ baseline }) => header === undefined || baseline < header);
  const several = below.filter((row) => chunksOf(row, leastGap).length >= 2);
  const counted = several.length >= 2 ? several : rows;
  const size = median(rows.map((row) => row.size));
  const separators = [
    ...freeSpaces(
      counted.map((row) => chunksOf(row, 0.01).map(extent)),
      size,
    ),
    ...beyond(counted, below, size),
    ...ruledPlaces(vertical, rows),
  ].sort((a, b) => a - b);
  const edges = [Number.NEGATIVE_INFINITY, ...separators, Number.POSITIVE_INFINITY];
  const chunks = below
    .flatMap((row) => (counted.includes(row) ? chunksOf(row, 0.01) : chunksOf(row, leastGap)))
    .map(extent);
  return edges.slice(1).flatMap((right, at): Column[] => {
    const left = edges[at]!;
    const inside = chunks.filter((chunk) => chunk.left > left - 0.2 * size && chunk.right < right + 0.2 * size);
    if (inside.length === 0) return [];
    return [
      {
        left: Math.max(left, Math.min(...inside.map((chunk) => chunk.left))),
        right: Math.min(right, Math.max(...inside.map((chunk) => chunk.right))),
      },
    ];
  });
}

/**
 * Labels of blocks may be alone between two rows, before the first column of these or behind the
 * last: a column of their own.
 */
function beyond(counted: readonly TextLine[], below: readonly TextLine[], size: number): number[] {
  const [left, right] = [Math.min(...counted.map((row) => row.left)), Math.max(...counted.map((row) => row.right))];
  const alone = below.filter((row) => !counted.includes(row));
  const before = alone.filter((row) => row.right < left - leastGap * size).map((row) => row.right);
  const after = alone.filter((row) => row.left > right + leastGap * size).map((row) => row.left);
  return [
    ...(before.length > 0 ? [(Math.max(...before) + left) / 2] : []),
    ...(after.length > 0 ? [(Math.min(...after) + right) / 2] : []),
  ];
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

/**
 * Where vertical rules part what is in the table, but not where no word is before or behind them.
 */
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
