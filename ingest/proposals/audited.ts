import type { Paper } from "../paper.ts";
import type { ReportedTask } from "../paper-results.ts";
import { sureFrom } from "./confidence.ts";
import type { KnownTask } from "./known.ts";
import type { ProposedResult, ProposedRow } from "./proposed-row.ts";

/** A proposed result as an auditor of published results reads it. */
export interface AuditableResult extends Omit<ProposedResult, "id" | "task" | "source"> {
  id: string;
  paper: string;
  locator: string;
  task: {
    id: string;
    network: string;
    dataset: string;
    categories?: number | null;
    parameters: number | null;
    flops: number | null;
  };
}

/** What an auditor has against a result, and against others for the same reason. */
export interface Objection {
  result: string;
  others: readonly string[];
  severity: "error" | "doubtful" | "note";
  sentence: string;
}

/** Judges results by each other and by what is possible; `audit` is one. */
export type Auditor = (results: readonly AuditableResult[]) => readonly Objection[];

/** Rows with what an auditor has against them: figures that can't all be right may have been misread, so a person looks at them. */
export function withObjections(
  rows: readonly ProposedRow[],
  {
    paper,
    tasks,
    known,
    audit,
  }: { paper: Paper; tasks: readonly ReportedTask[]; known: readonly KnownTask[]; audit: Auditor },
): ProposedRow[] {
  const counts = new Map<string, AuditableResult["task"]>([
    ...known.map(
      ({ id, network, dataset, parameters, flops }) =>
        [id, { id, network: network.id, dataset: dataset.id, parameters, flops }] as const,
    ),
    ...tasks.map(
      ({ id, network, dataset, features }) =>
        [id, { id, network: network.id, dataset: dataset.id, ...features }] as const,
    ),
  ]);
  const idOf = (result: ProposedResult) => `${paper.id}/${result.id}`;
  const objections = audit(
    rows.flatMap(({ result }) => {
      const task = result && counts.get(result.task);
      return task ? [{ ...result, id: idOf(result), paper: paper.id, locator: result.source, task }] : [];
    }),
  );
  return rows.map((row): ProposedRow => {
    const { result, state } = row;
    if (!result || state === "known") return row;
    const against = objections.filter(
      (each) => each.severity !== "note" && [each.result, ...each.others].includes(idOf(result)),
    );
    if (against.length === 0) return row;
    const share = against.some(({ severity }) => severity === "error") ? 0.75 : 0.95;
    const confidence = Math.round(row.confidence * share * 100) / 100;
    const reasons = [...row.reasons, ...against.map(({ sentence }) => sentence)].filter(
      (reason, at, all) => all.indexOf(reason) === at,
    );
    return { ...row, confidence, reasons, state: state === "sure" && confidence < sureFrom ? "unsure" : state };
  });
}
