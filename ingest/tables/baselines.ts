import { type ExtractedRow, type Figure, type Reading, type ResultTable, reading } from "./extracted.ts";

/** The network before compression, as far as a paper prints it for a row. */
export interface Base {
  accuracy?: Reading;
  parameters?: Reading;
  flops?: Reading;
  /** Which row of which table it is; undefined where it is in the row itself. */
  from?: { table: number; row: number };
}

const before: [keyof Omit<Base, "from">, Figure, Figure][] = [
  ["accuracy", "baseAccuracy", "accuracy"],
  ["parameters", "baseParameters", "parameters"],
  ["flops", "baseFlops", "flops"],
];

/** What is printed of the networks before compression, for every row of a paper's tables. */
export class Baselines {
  readonly #rows: ExtractedRow[];

  constructor(tables: readonly Pick<ResultTable, "rows">[]) {
    this.#rows = tables.flatMap(({ rows }) => rows).filter(({ isBaseline }) => isBaseline);
  }

  /**
   * The row's own columns, else the last baseline over it in its table, else the first under it,
   * else that of another table.
   */
  of(row: ExtractedRow): Base {
    const base: Base = {};
    for (const [part, own] of before) {
      const found = reading(row, own);
      if (found) base[part] = found;
    }
    const row0 = this.#rowFor(row);
    if (!row0) return base;
    for (const [part, own, plain] of before) {
      const found = base[part] ?? reading(row0, plain) ?? reading(row0, own);
      if (found && !base[part]) {
        base[part] = found;
        base.from = { table: row0.table, row: row0.row };
      }
    }
    return base;
  }

  #rowFor(row: ExtractedRow): ExtractedRow | undefined {
    const same = this.#rows.filter(
      (each) =>
        each.network &&
        each.dataset &&
        each.network.found.id === row.network?.found.id &&
        each.dataset.found.id === row.dataset?.found.id,
    );
    const here = same.filter(({ table }) => table === row.table);
    const elsewhere = same.filter(({ table }) => table !== row.table);
    return here.findLast((each) => each.row < row.row) ?? here[0] ?? (agree(elsewhere) ? elsewhere[0] : undefined);
  }
}

/** Baselines of several tables count for another one only where they are the same. */
function agree(rows: readonly ExtractedRow[]): boolean {
  const values = rows.map((row) => reading(row, "accuracy")?.value);
  return rows.length > 0 && values.every((value) => value === values[0]);
}
