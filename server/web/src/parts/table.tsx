import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from "react";

/** A column: how a row shows in it, and what it is sorted by. */
export interface Column<Row> {
  id: string;
  title: string;
  /** What the title means, for those who ask. */
  help?: string;
  cell: (row: Row) => ReactNode;
  /** Null values come last in both directions. */
  by?: (row: Row) => number | string | null;
  /** `90px`, or `minmax(200px, 1fr)` for one that takes what is left. */
  width: string;
  number?: boolean;
}

interface Props<Row> {
  label: string;
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  keyOf: (row: Row) => string | number;
  sort?: { id: string; down: boolean };
  /** How many rows are still on their way, behind those that are here in the first order; sorting waits for them. */
  awaited?: number | undefined;
  /** The row that is looked at. */
  focus?: string | number | undefined;
  onFocus?: (row: Row) => void;
  /** A row that is opened: Enter, or a double click. */
  onOpen?: (row: Row) => void;
  height?: number;
}

const rowHeight = 34;

/**
 * A table that sorts by a click on a head, and draws only the rows in sight: 20,000 rows cost what
 * thirty do. Arrow keys move from row to row.
 */
export function Table<Row>({
  label,
  rows,
  columns,
  keyOf,
  awaited = 0,
  focus,
  onFocus,
  onOpen,
  height = 420,
  ...props
}: Props<Row>) {
  const inOrder = useRef(props.sort ?? { id: "", down: false }).current;
  const [wanted, setSort] = useState(inOrder);
  const sort = awaited > 0 ? inOrder : wanted;
  const [top, setTop] = useState(0);
  const box = useRef<HTMLDivElement>(null);
  const sorted = useMemo(() => {
    const by = columns.find(({ id }) => id === sort.id)?.by;
    return by ? sortBy(rows, by, sort.down) : rows;
  }, [rows, columns, sort]);
  const focusAt = useMemo(
    () => (focus === undefined ? -1 : sorted.findIndex((row) => keyOf(row) === focus)),
    [sorted, focus, keyOf],
  );
  useEffect(() => {
    const at = focusAt * rowHeight;
    const view = box.current;
    if (focusAt < 0 || !view) return;
    const seen = view.clientHeight - rowHeight;
    if (at < view.scrollTop || at + rowHeight > view.scrollTop + seen) view.scrollTop = Math.max(0, at - seen / 2);
  }, [focusAt]);

  const first = Math.max(0, Math.floor(top / rowHeight) - 8);
  const last = Math.min(sorted.length, Math.ceil((top + height) / rowHeight) + 8);
  // All rows are equally wide, so that their columns stand in line, whatever is in their cells.
  const least = columns.reduce((sum, { width }) => sum + Number(/\d+/.exec(width)![0]), 0);
  const template = { gridTemplateColumns: columns.map(({ width }) => width).join(" "), minWidth: least };
  const move = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }[event.key];
    const current = sorted[focusAt];
    if (event.key === "Enter" && current && onOpen) return onOpen(current);
    if (step === undefined || !onFocus || sorted.length === 0) return;
    event.preventDefault();
    onFocus(sorted[Math.min(sorted.length - 1, Math.max(0, focusAt + step))]!);
  };
  return (
    <div
      ref={box}
      className="table"
      role="table"
      aria-label={label}
      aria-rowcount={sorted.length + awaited + 1}
      aria-busy={awaited > 0}
      tabIndex={0}
      style={{ maxHeight: height }}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      onKeyDown={move}
    >
      <div className="row head" role="row" aria-rowindex={1} style={template}>
        {columns.map((column) => (
          <Head key={column.id} column={column} sort={wanted} onSort={setSort} />
        ))}
      </div>
      <div role="rowgroup" className="body" style={{ height: (sorted.length + awaited) * rowHeight, minWidth: least }}>
        {sorted.slice(first, last).map((row, i) => (
          <div
            key={keyOf(row)}
            role="row"
            aria-rowindex={first + i + 2}
            {...(focusAt === first + i && { "aria-current": true })}
            className="row"
            style={{ ...template, transform: `translateY(${(first + i) * rowHeight}px)` }}
            onClick={() => onFocus?.(row)}
            onDoubleClick={() => onOpen?.(row)}
          >
            {columns.map(({ id, cell, number }) => (
              <div key={id} role="cell" className={number ? "number" : undefined}>
                {cell(row)}
              </div>
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

function Head<Row>(o: { column: Column<Row>; sort: Sort; onSort: (sort: Sort) => void }) {
  const { id, title, help, by, number } = o.column;
  const on = o.sort.id === id;
  return (
    <div
      role="columnheader"
      className={number ? "number" : undefined}
      title={help}
      {...(on && { "aria-sort": o.sort.down ? ("descending" as const) : ("ascending" as const) })}
    >
      {by ? (
        <button type="button" onClick={() => o.onSort({ id, down: on ? !o.sort.down : number === true })}>
          {title}
          <span aria-hidden="true">{on ? (o.sort.down ? " ↓" : " ↑") : ""}</span>
        </button>
      ) : (
        title
      )}
    </div>
  );
}

interface Sort {
  id: string;
  down: boolean;
}

/** Sorted by values that are read once; those without one last. */
function sortBy<Row>(rows: readonly Row[], by: (row: Row) => number | string | null, down: boolean): Row[] {
  const sign = down ? -1 : 1;
  const valued = rows.map((row) => ({ row, value: by(row) }));
  valued.sort(({ value: a }, { value: b }) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (a < b ? -1 : a > b ? 1 : 0);
  });
  return valued.map(({ row }) => row);
}
