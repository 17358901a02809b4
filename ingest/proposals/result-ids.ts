import { keyOf } from "../recognise/key.ts";
import type { AssessedRow } from "./assess.ts";
import type { KnownResult } from "./known.ts";
import type { ProposedResult, ProposedRow } from "./proposed-row.ts";

/**
 * Numbers the rows and gives each result an id that shows where it is from:
 * `table3-LMA-resnet20-cifar10`. The same figures in two tables are one result, found in two
 * places; what the graph has from this paper already is marked.
 */
export function withIds(rows: readonly AssessedRow[], known: readonly KnownResult[]): ProposedRow[] {
  const ids = new Set<string>();
  const first = new Map<string, ProposedRow>();
  const left = [...known];
  return rows.map((row, at): ProposedRow => {
    const numbered: ProposedRow = { ...row, number: at + 1 };
    const { result } = row;
    if (!result) return numbered;
    const same = sameKey(result);
    const before = first.get(same);
    if (before?.result && before.provenance.table !== row.provenance.table) {
      before.result.alsoIn = [...(before.result.alsoIn ?? []), result.source];
      const { result: _again, ...rest } = numbered;
      return { ...rest, state: "known", reasons: [`the same as row ${before.number}`] };
    }
    const held = left.findIndex((each) => isSame(result, each));
    const id = uniqueId(row, result, ids);
    const proposed: ProposedRow = { ...numbered, result: { ...result, id } };
    if (held >= 0) {
      const [{ id: name }] = left.splice(held, 1) as [KnownResult];
      Object.assign(proposed, { state: "known", reasons: [`the graph has it as ${name}`] });
    }
    first.set(same, proposed);
    return proposed;
  });
}

function sameKey({ method, algorithm, task, accuracy, pr, fr, label, variant }: ProposedResult): string {
  return JSON.stringify([method ?? algorithm, task, accuracy, pr ?? null, fr ?? null, label ?? null, variant ?? null]);
}

function isSame(result: ProposedResult, { of, taskId, accuracy, pr }: KnownResult): boolean {
  const near = (a: number | null | undefined, b: number | null | undefined) =>
    a === null || a === undefined || b === null || b === undefined || Math.abs(a - b) < 5e-5;
  return (
    keyOf(of) === keyOf(result.method ?? result.algorithm ?? "") &&
    taskId === result.task &&
    accuracy !== null &&
    near(accuracy, result.accuracy) &&
    near(pr, result.pr)
  );
}

function uniqueId(
  { provenance }: AssessedRow,
  { method, algorithm, task, label, target }: ProposedResult,
  taken: Set<string>,
): string {
  const table = /(\d+|[IVXLC]+|[A-Z]\.?\d+)/.exec(provenance.table)?.[1] ?? "0";
  const share = target === undefined ? [] : [`${Math.round(target * 100)}`];
  const parts = [`table${table}`, ...share, label ?? method ?? algorithm ?? "", task.replace("/", "-")];
  const base = parts
    .join("-")
    .replace(/[^\p{L}\p{N}._+-]+/gu, "-")
    .replace(/-{2,}/g, "-")
    .replace(/^[^\p{L}]+|[-.]+$/gu, "")
    .slice(0, 58);
  let id = base;
  for (let at = 2; taken.has(id); at++) id = `${base}-${at}`;
  taken.add(id);
  return id;
}
