import { existsSync } from "node:fs";
import {
  decided,
  ingest,
  paperFormatOf,
  proposalDocument,
  type Review,
  type ReviewRow,
} from "../../../ingest/index.ts";
import { BadInput } from "../../errors.ts";
import { percent } from "../../format.ts";
import { ingestAbilities } from "../../papers/ingest-options.ts";
import { ReviewFiles } from "../../papers/review-store.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";
import { ranges, reduction } from "../views/proposal.ts";

interface ReviewOptions {
  accept?: string[] | undefined;
  reject?: string[] | undefined;
  all: boolean;
  json: boolean;
}

/**
 * `automc ingest review`: the rows of papers that wait for a person; with a paper its rows, and
 * with `--accept` or `--reject` what becomes of them. A row is ingested before it is marked, so
 * that an interruption loses nothing: doing it again writes nothing twice.
 */
export async function review(wanted: string | undefined, options: ReviewOptions): Promise<void> {
  const { accept = [], reject = [], json } = options;
  if (wanted !== undefined && paperFormatOf(wanted) !== undefined && existsSync(wanted)) {
    if (accept.length + reject.length > 0 || json)
      throw new BadInput(
        `${wanted} is a file: review asks what its columns are; --accept, --reject and --json are about a paper's rows.`,
      );
    return (await import("./ingest-walk.ts")).walk(wanted);
  }
  const session = openSession({ quiet: json });
  const files = new ReviewFiles(session.config.home);
  const reviews = await files.all();
  if (wanted === undefined) {
    if (accept.length + reject.length > 0)
      throw new BadInput("--accept and --reject need the paper: automc ingest review PAPER --accept 1 2.");
    return list(reviews, json);
  }
  const { paper } = reviewOf(reviews, wanted);
  const changed = await files.change(paper.id, async (held) => {
    if (held === undefined) throw new BadInput(`Nothing waits for review from ${paper.id}.`);
    const taken = numbersIn(accept, held);
    const left = numbersIn(reject, held);
    const both = taken.find((number) => left.includes(number));
    if (both !== undefined) throw new BadInput(`Row ${both} can't be accepted and rejected; choose one.`);
    const after = decided(decided(held, taken, "accepted"), left, "rejected");
    const rows = held.rows.filter(({ number }) => taken.includes(number));
    if (rows.length > 0) {
      const { id } = await inGraph(session, (graph) => ingest(graph, [proposalDocument(held, rows)], ingestAbilities));
      if (!json && id !== null)
        print(`Ingested ${rows.length} ${rows.length === 1 ? "row" : "rows"}; it is ingest ${id}.`);
    }
    return after;
  });
  if (json) return printJson(changed);
  show(changed, options.all);
}

function list(reviews: readonly Review[], json: boolean): void {
  const rows = reviews.map(({ paper, file, rows }) => {
    const count = (decision: ReviewRow["decision"]) => rows.filter((row) => row.decision === decision).length;
    return {
      paper: paper.id,
      title: paper.title,
      file,
      pending: count("pending"),
      accepted: count("accepted"),
      rejected: count("rejected"),
    };
  });
  if (json) {
    printJson(rows);
    return;
  }
  if (rows.length === 0) {
    print("Nothing waits for review.");
    return;
  }
  print(
    table(
      ["paper", "title", "pending", "accepted", "rejected"],
      rows.map(({ paper, title, pending, accepted, rejected }) => [
        paper,
        title.slice(0, 60),
        pending,
        accepted,
        rejected,
      ]),
    ),
  );
  print("automc ingest review PAPER shows the rows; --accept N… ingests them, --reject N… rejects them.");
}

function show({ paper, rows }: Review, all: boolean): void {
  const shown = all ? rows : rows.filter(({ decision }) => decision === "pending");
  const waiting = rows.filter(({ decision }) => decision === "pending").length;
  print(`${paper.title} (${paper.id}): ${waiting === 1 ? "1 row waits" : `${waiting} rows wait`}.`);
  if (shown.length === 0) return;
  print(
    table(
      ["#", ...(all ? ["decision"] : []), "sure", "of", "on", "accuracy", "before", "PR", "FR", "where"],
      shown.map(({ number, decision, confidence, result, provenance: { table: name, page, row, column } }) => [
        number,
        ...(all ? [decision] : []),
        confidence.toFixed(2),
        `${result.method ?? result.algorithm}${result.label === undefined ? "" : ` (${result.label})`}`,
        result.task,
        percent(result.accuracy),
        percent(result.baseAccuracy),
        percent(reduction(result.pr, result.parameters, result.baseParameters)),
        percent(reduction(result.fr, result.flops, result.baseFlops)),
        [name, ...(page === undefined ? [] : [`p. ${page}`]), row, ...(column === undefined ? [] : [column])]
          .join(", ")
          .slice(0, 70),
      ]),
    ),
  );
  const byReason = new Map<string, number[]>();
  for (const { number, reasons } of shown)
    for (const reason of reasons) byReason.set(reason, [...(byReason.get(reason) ?? []), number]);
  for (const [reason, numbers] of byReason)
    print(`${numbers.length === 1 ? "Row" : "Rows"} ${ranges(numbers)}: ${reason}.`);
}

/** A paper by its id, or by a part of id or title that no other has. */
function reviewOf(reviews: readonly Review[], wanted: string): Review {
  const exact = reviews.find(({ paper }) => paper.id === wanted);
  if (exact) return exact;
  const part = wanted.toLowerCase();
  const found = reviews.filter(({ paper }) => `${paper.id} ${paper.title}`.toLowerCase().includes(part));
  if (found.length === 1) return found[0]!;
  const known = (found.length > 1 ? found : reviews).map(({ paper }) => paper.id).join(", ");
  throw new BadInput(
    found.length > 1
      ? `"${wanted}" may be ${known}; name one.`
      : `Nothing waits for review from "${wanted}"; there is ${known || "nothing at all"}.`,
  );
}

/** `3 5-7`, or `all` that are pending. */
function numbersIn(words: readonly string[], { rows }: Review): number[] {
  return words
    .flatMap((word) => word.split(","))
    .flatMap((word) => {
      if (word === "all") return rows.filter(({ decision }) => decision === "pending").map(({ number }) => number);
      const [, from, to = from] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(word) ?? [];
      if (from === undefined || Number(to) - Number(from) > 10_000)
        throw new BadInput(`"${word}" is no row; write numbers like 3 5-7, or all.`);
      return Array.from({ length: Number(to) - Number(from) + 1 }, (_none, at) => Number(from) + at);
    });
}
