/** A row of a document: how sure the reader is of it, and how many of its figures are right and wrong. */
export interface JudgedRow {
  document: string;
  confidence: number;
  right: number;
  wrong: number;
}

/** The rows of like confidence, and how many of them have no wrong figure. */
export interface ConfidenceBand {
  from: number;
  to: number;
  rows: number;
  withoutFault: number;
}

const marks = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.001];

/** How often rows are right, by how sure the reader is: a reader that is calibrated is righter where it is surer. */
export function reliability(rows: readonly JudgedRow[]): ConfidenceBand[] {
  return marks.slice(0, -1).map((from, at) => {
    const to = marks[at + 1]!;
    const within = rows.filter(({ confidence }) => confidence >= from && confidence < to);
    return { from, to, rows: within.length, withoutFault: within.filter(({ wrong }) => wrong === 0).length };
  });
}

/**
 * Leave one document out: the lowest mark at which at most one in `oneIn` rows of all the other
 * documents has a wrong figure, and then the rows of this one from there on. Added up over all
 * documents: how sure "sure" would have been of documents that had no part in it.
 *
 * @param least no mark is lower: `sureFrom`
 */
export function leftOut(
  rows: readonly JudgedRow[],
  { oneIn, least }: { oneIn: number; least: number },
): { rows: number; wrong: number } {
  let [taken, wrong] = [0, 0];
  for (const document of new Set(rows.map((row) => row.document))) {
    const others = rows.filter((row) => row.document !== document);
    const mark = lowestMark(others, oneIn, least);
    const own = rows.filter((row) => row.document === document && row.confidence >= mark);
    taken += own.length;
    wrong += own.filter((row) => row.wrong > 0).length;
  }
  return { rows: taken, wrong };
}

function lowestMark(rows: readonly JudgedRow[], oneIn: number, least: number): number {
  const candidates = [least, ...rows.map(({ confidence }) => confidence).filter((each) => each > least)];
  const holds = (mark: number) => {
    const sure = rows.filter(({ confidence }) => confidence >= mark);
    return sure.filter(({ wrong }) => wrong > 0).length * oneIn <= sure.length;
  };
  return [...new Set(candidates)].sort((a, b) => a - b).find(holds) ?? Number.POSITIVE_INFINITY;
}
