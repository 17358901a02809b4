import { ascending } from "d3-array";
import type { ListRules } from "./contracts/contract.ts";
import { HttpError } from "./problem.ts";

type Row = Record<string, unknown>;

/** A page of a list, and the cursor of the next one; null on the last. */
export interface Page<T> {
  rows: T[];
  next: string | null;
}

/** What a list is asked. */
export interface PageQuery {
  limit: number;
  sort: string;
  cursor?: string | undefined;
  [filter: string]: unknown;
}

/**
 * The page of a list that a query asks for. A cursor names the last row of the page before by its values, so rows that
 * come or go meanwhile neither repeat others nor hide them. Rows without the value come last. A filter that rows have
 * no field for was answered by whoever gave the rows.
 *
 * @throws HttpError `invalid_request` for a cursor of another list or order.
 */
export function pageOf<T extends object>(all: readonly T[], query: PageQuery, { key, filter }: ListRules): Page<T> {
  const field = query.sort.replace(/^-/, "");
  const sign = query.sort.startsWith("-") ? -1 : 1;
  const order = (a: [unknown, unknown], b: [unknown, unknown]) =>
    byValue(a[0], b[0], sign) || ascending(`${a[1]}`, `${b[1]}`);
  const place = (row: T): [unknown, unknown] => [(row as Row)[field] ?? null, (row as Row)[key]];
  const sorted = all
    .filter((row) =>
      filter.every((name) => query[name] === undefined || !(name in row) || matches((row as Row)[name], query[name])),
    )
    .map((row) => ({ row, at: place(row) }))
    .sort((a, b) => order(a.at, b.at));
  const after = query.cursor === undefined ? undefined : readCursor(query.cursor, query.sort);
  const from = after ? sorted.findIndex(({ at }) => order(at, after) > 0) : 0;
  const rest = from < 0 ? [] : sorted.slice(from);
  const page = rest.slice(0, query.limit);
  const last = page.at(-1);
  return {
    rows: page.map(({ row }) => row),
    next: last && rest.length > page.length ? cursor(query.sort, last.at) : null,
  };
}

/** A cursor: the order, and the last row's values. Callers pass it on as it is. */
export function cursor(sort: string, at: readonly [unknown, unknown]): string {
  return Buffer.from(JSON.stringify([sort, ...at])).toString("base64url");
}

/** The values in a cursor. @throws HttpError `invalid_request` for one of another order, or that is none. */
export function readCursor(text: string, sort: string): [unknown, unknown] {
  try {
    const [order, value, key] = JSON.parse(Buffer.from(text, "base64url").toString());
    if (order === sort && key !== undefined) return [value, key];
  } catch {}
  throw new HttpError(
    "invalid_request",
    "The request cannot be used: query cursor: is not a cursor of this list in this order; begin without one.",
    { errors: [{ in: "query", path: "cursor", message: "is not a cursor of this list in this order" }] },
  );
}

function byValue(a: unknown, b: unknown, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return sign * (typeof a === "number" && typeof b === "number" ? a - b : ascending(`${a}`, `${b}`));
}

function matches(value: unknown, wanted: unknown): boolean {
  if (Array.isArray(value)) return value.some((each) => matches(each, wanted));
  if (value !== null && typeof value === "object") return matches((value as Row).id ?? null, wanted);
  return String(value) === String(wanted);
}
