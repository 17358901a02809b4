import { SingleBar } from "cli-progress";
import Table from "cli-table3";
import { seconds } from "../format.ts";
import { printable } from "../printable.ts";
import type { Progress, Task } from "../progress.ts";
import { isWide } from "./wide.ts";

const plainEveryMs = 5_000;

/**
 * Bars on a terminal; elsewhere plain lines, at the start, every five seconds and at the end. Both
 * show the time left.
 */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  const line = (text: string) => void stream.write(`${printable(text)}\n`);
  const begin = (title: string, total: number) =>
    stream.isTTY ? bar(stream, printable(title), total) : plain(line, title, total);
  return { line, begin };
}

/** Seconds left at the pace so far; not a number while too little is done to know. */
function left(started: number, done: number, total: number): number {
  return done >= total * 0.02 ? ((performance.now() - started) / 1000 / done) * (total - done) : Number.NaN;
}

function bar(stream: NodeJS.WriteStream, title: string, total: number): Task {
  const started = performance.now();
  const single = new SingleBar({
    stream,
    hideCursor: true,
    clearOnComplete: true,
    format: (_options, state, payload: { note?: string }) => {
      const width = 24;
      const full = Math.round(state.progress * width);
      const time = left(started, state.value, state.total);
      const rest = Number.isFinite(time) ? `${seconds(time)} left` : "";
      return `  ${title} ${"█".repeat(full)}${"░".repeat(width - full)} ${Math.round(state.progress * 100)} %  ${rest}  ${payload.note ?? ""}`;
    },
  });
  single.start(total, 0, {});
  return {
    update: (done, note) => single.update(Math.min(done, total), note === undefined ? {} : { note: printable(note) }),
    end: (note) => {
      single.stop();
      stream.write(`  ${title}: ${printable(note ?? "done")} (${seconds((performance.now() - started) / 1000)})\n`);
    },
  };
}

function plain(line: (text: string) => void, title: string, total: number): Task {
  const started = performance.now();
  let printed = started;
  line(`  ${title} …`);
  return {
    update: (done, note) => {
      if (performance.now() - printed < plainEveryMs) return;
      printed = performance.now();
      const time = left(started, done, total);
      const rest = Number.isFinite(time) ? `, ${seconds(time)} left` : "";
      line(`  ${title}: ${Math.round((100 * done) / total)} %${rest}${note ? `, ${note}` : ""}`);
    },
    end: (note) => line(`  ${title}: ${note ?? "done"} (${seconds((performance.now() - started) / 1000)})`),
  };
}

/**
 * Rows as a table of text; numbers are aligned to the right. On a terminal it is as wide as that at most: the widest
 * columns are cut with …, unless the command has `--wide`. Without rows it is `(none)`, with the reason where there is one.
 */
export function table(head: string[], rows: (string | number | null)[][], whyNone?: string): string {
  if (rows.length === 0) return whyNone === undefined ? "(none)" : `(none: ${whyNone})`;
  const colAligns = head.map((_, column) => (rows.every((row) => typeof row[column] !== "string") ? "right" : "left"));
  const cells = rows.map((row) => row.map((cell) => cell ?? "–"));
  const width = process.stdout.isTTY && !isWide() ? process.stdout.columns : undefined;
  const colWidths = width === undefined ? undefined : columnWidths([head, ...cells], width);
  const style = { head: [], border: [], compact: true };
  const drawn = new Table({ head, colAligns, style, ...(colWidths && { colWidths }) });
  drawn.push(...cells);
  return drawn.toString();
}

const leastWidth = 8;

/**
 * Widths of columns, a blank on both sides included, that fit so many characters with the lines between; the widest give
 * way first. Undefined where all fit as they are.
 */
export function columnWidths(rows: readonly (readonly (string | number)[])[], width: number): number[] | undefined {
  const longest = (cell: string | number) =>
    Math.max(
      ...String(cell)
        .split("\n")
        .map((line) => [...line].length),
    );
  const widths = (rows[0] ?? []).map((_, column) => 2 + Math.max(...rows.map((row) => longest(row[column] ?? ""))));
  const room = width - widths.length - 1;
  let over = widths.reduce((sum, each) => sum + each, 0) - room;
  if (over <= 0) return undefined;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= leastWidth) break;
    const next = Math.max(leastWidth, ...widths.filter((each) => each < widest));
    const wide = widths.flatMap((each, column) => (each === widest ? [column] : []));
    const less = Math.max(1, Math.min(widest - next, Math.floor(over / wide.length)));
    for (const column of wide) {
      if (over <= 0) break;
      widths[column]! -= less;
      over -= less;
    }
  }
  return widths;
}
