import type { ReactNode } from "react";
import { at } from "../address.ts";
import type { Row } from "../api/queries.ts";
import { Link } from "../link.tsx";
import { Badge } from "../parts/states.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { change, percent, short } from "../words.ts";
import { text } from "./value-text.ts";

const rates = new Set(["ar", "delta", "medianAr", "highestAr", "firstAr", "secondAr", "printedAr"]);
const shares = new Set([
  "pr",
  "fr",
  "accuracy",
  "baseAccuracy",
  "highestPr",
  "prKeepingAccuracy",
  "frKeepingAccuracy",
  "firstPr",
  "secondPr",
]);
const pages: Record<string, string> = {
  method: "methods",
  methodId: "methods",
  other: "methods",
  paper: "papers",
  firstPaper: "papers",
  secondPaper: "papers",
  task: "tasks",
  taskId: "tasks",
};

/** Where a thing of the graph has a page of its own; undefined for one that has none. */
export function pageOf(kind: string, id: string): string | undefined {
  const area = { Method: "methods", Paper: "papers", Task: "tasks" }[kind];
  return area ? at`/knowledge/${area}/${id}` : kind === "Study" ? at`/studies/${id}` : undefined;
}

/** Rows of a query as a table that sorts: figures as figures, ids as links to their pages. */
export function Rows({
  label,
  rows,
  columns,
  height = 420,
}: {
  label: string;
  rows: Row[];
  columns?: string[];
  height?: number;
}) {
  const names = columns ?? Object.keys(rows[0] ?? {});
  return (
    <Table
      label={label}
      rows={rows.map((row, at) => ({ row, at }))}
      columns={names.map(columnOf(rows))}
      keyOf={({ at }) => at}
      height={height}
    />
  );
}

const columnOf =
  (rows: Row[]) =>
  (name: string): Column<{ row: Row; at: number }> => {
    const number = rows.some((row) => typeof row[name] === "number");
    return {
      id: name,
      title: words(name),
      width: widthOf(name, rows, number),
      number,
      by: ({ row }) => {
        const value = row[name];
        return value === null || value === undefined ? null : typeof value === "number" ? value : text(value);
      },
      cell: ({ row }) => cell(name, row[name]),
    };
  };

const words = (name: string) =>
  name
    .replace(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`)
    .replace(/\b(ar|pr|fr)\b/g, (rate) => rate.toUpperCase());

function widthOf(name: string, rows: Row[], number: boolean): string {
  if (number) return `${Math.max(84, 8 * name.length + 36)}px`;
  const longest = Math.max(name.length, ...rows.slice(0, 50).map((row) => text(row[name]).length));
  const width = Math.min(360, Math.max(70, 8 * longest + 36));
  return longest > 14 ? `minmax(${width}px, 1fr)` : `${width}px`;
}

function cell(name: string, value: unknown): ReactNode {
  if (value === null || value === undefined) return <span className="soft">–</span>;
  if (typeof value === "number") {
    if (rates.has(name)) return change(value);
    if (shares.has(name)) return percent(value);
    return Number.isInteger(value) && Math.abs(value) < 1e5 ? value : short(value);
  }
  if (name === "flags" && Array.isArray(value))
    return value.map((flag) => (
      <Badge key={String(flag)} of="flag">
        {String(flag)}
      </Badge>
    ));
  if (typeof value === "boolean") return value ? "yes" : "no";
  const area = pages[name];
  if (area && typeof value === "string") return <Link to={at`/knowledge/${area}/${value}`}>{value}</Link>;
  return <span title={text(value)}>{text(value)}</span>;
}
