import { type Proposal, type ProposedRow, sureFrom } from "../../../ingest/index.ts";
import { percent } from "../../format.ts";
import { table } from "../terminal.ts";

/**
 * A proposal as a person reads it: which paper, its rows, what is unsure and why, what would be
 * new.
 */
export function proposalLines(proposal: Proposal): string[] {
  const { paper, rows, tables, methods, tasks, remarks } = proposal;
  const count = (state: ProposedRow["state"]) => rows.filter((row) => row.state === state).length;
  const lines = [
    `${paper.title}`,
    `  ${paper.id}${paper.year === undefined ? "" : `, ${paper.year}`}${paper.authors ? `, ${paper.authors.slice(0, 4).join(", ")}${paper.authors.length > 4 ? " …" : ""}` : ""}`,
    `  ${tables.withResults} of ${tables.all} tables have results: ${count("sure")} rows sure (${sureFrom} and more), ${count("unsure")} unsure, ` +
      `${count("known")} known, ${count("baseline")} of networks before compression, ${count("unusable")} that are no results.`,
  ];
  lines.push(...figureLines(proposal));
  if (rows.length > 0)
    lines.push(table(["#", "", "sure", "of", "on", "accuracy", "before", "PR", "FR", "where"], rows.map(cellsOf)));
  lines.push(...reasonLines(rows));
  if (methods.length > 0) {
    lines.push(
      `New to the graph, and knowledge by name only until a card describes them: ${methods.map(({ id, isOwn }) => (isOwn ? `${id} (proposed by this paper)` : id)).join(", ")}.`,
    );
  }
  if (tasks.length > 0) lines.push(`New tasks: ${tasks.map(({ id }) => id).join(", ")}.`);
  for (const remark of remarks) lines.push(`Note: ${remark.replace(/\.$/, "")}.`);
  return lines;
}

/** For each table how many figures it prints and how many were read, and why not more; and pictures. */
function figureLines({ counts, pictures }: Proposal): string[] {
  const lines = counts
    .filter(({ figures }) => figures > 0)
    .map(({ name, page, figures, read, used, left }) => {
      const without = read - used;
      const why = [
        ...(without > 0 ? [`${without} in rows that are no results`] : []),
        ...left.map(({ count, why }) => `${count} ${why}`),
      ];
      const reasons =
        why.length === 0 ? "" : `; left are ${why.slice(0, 6).join(", ")}${why.length > 6 ? " and more" : ""}`;
      return `  ${name}${page === undefined ? "" : `, page ${page}`}: ${used} of ${figures} figures are read${reasons}.`;
    });
  if (pictures.length > 0) {
    const names = `${pictures.slice(0, 6).join(", ")}${pictures.length > 6 ? ` and ${pictures.length - 6} more` : ""}`;
    lines.push(
      pictures.length === 1
        ? `  1 picture is not read, and may be a table: ${names}.`
        : `  ${pictures.length} pictures are not read, and may be tables: ${names}.`,
    );
  }
  return lines;
}

function cellsOf({ number, state, confidence, result, provenance }: ProposedRow): (string | number | null)[] {
  const { table: name, page, row, column } = provenance;
  const where = [
    name,
    ...(page === undefined ? [] : [`p. ${page}`]),
    row,
    ...(column === undefined ? [] : [column]),
  ].join(", ");
  return [
    number,
    state,
    state === "baseline" || state === "known" ? "" : confidence.toFixed(2),
    result
      ? result.label === undefined
        ? (result.method ?? result.algorithm ?? "")
        : `${result.method ?? result.algorithm} (${result.label})`
      : "",
    result?.task ?? "",
    percent(result?.accuracy),
    percent(result?.baseAccuracy),
    percent(reduction(result?.pr, result?.parameters, result?.baseParameters)),
    percent(reduction(result?.fr, result?.flops, result?.baseFlops)),
    where.length > 70 ? `${where.slice(0, 69)}…` : where,
  ];
}

/** A reduction as printed, or as it follows from the counts before and after. */
export function reduction(printed: number | undefined, after: number | undefined, before: number | undefined) {
  return printed ?? (after !== undefined && before !== undefined ? 1 - after / before : undefined);
}

/** Each reason once, with the rows it holds for. */
function reasonLines(rows: readonly ProposedRow[]): string[] {
  const byReason = new Map<string, number[]>();
  for (const { number, state, reasons } of rows) {
    if (state !== "unsure" && state !== "unusable") continue;
    for (const reason of reasons) byReason.set(reason, [...(byReason.get(reason) ?? []), number]);
  }
  return [...byReason].map(
    ([reason, numbers]) => `${numbers.length === 1 ? "Row" : "Rows"} ${ranges(numbers)}: ${reason}.`,
  );
}

/** `1, 2, 3, 7` → `1-3, 7`. */
export function ranges(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(", ");
}
