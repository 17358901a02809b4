import type { AuditedResult, AuditedTask } from "../audit/audited-result.ts";
import type { Finding } from "../audit/finding.ts";
import type { ReportedTask } from "../results/file.ts";
import type { Paper } from "../results/source.ts";
import { sureFrom } from "./confidence.ts";
import type { KnownTask } from "./known.ts";
import type { ProposedResult, ProposedRow } from "./proposed-row.ts";

/**
 * Judges results by each other and by what is possible; `audit` is the one that the graph's results
 * are judged by.
 */
export type Auditor = (results: readonly AuditedResult[]) => readonly Finding[];

/**
 * Rows with what an auditor has against them: figures that can't all be right may have been
 * misread, so a person looks at them.
 */
export function withFindings(
  rows: readonly ProposedRow[],
  {
    paper,
    tasks,
    known,
    audit,
  }: { paper: Paper; tasks: readonly ReportedTask[]; known: readonly KnownTask[]; audit: Auditor },
): ProposedRow[] {
  const counts = new Map<string, AuditedTask>([
    ...known.map(
      ({ id, network, dataset, parameters, flops }) =>
        [id, { id, network: network.id, networkName: network.name, dataset: dataset.id, parameters, flops }] as const,
    ),
    ...tasks.map(
      ({ id, network, dataset, features }) =>
        [id, { id, network: network.id, networkName: network.name, dataset: dataset.id, ...features }] as const,
    ),
  ]);
  const idOf = (result: ProposedResult) => `${paper.id}/${result.id}`;
  const findings = audit(
    rows.flatMap(({ result }) => {
      const task = result && counts.get(result.task);
      return task ? [audited(result, idOf(result), paper.id, task)] : [];
    }),
  );
  return rows.map((row): ProposedRow => {
    const { result, state } = row;
    if (!result || state === "known") return row;
    const against = findings.filter(
      (each) => each.severity !== "note" && [each.result, ...each.others].includes(idOf(result)),
    );
    if (against.length === 0) return row;
    const share = against.some(({ severity }) => severity === "error") ? 0.75 : 0.95;
    const confidence = Math.round(row.confidence * share * 100) / 100;
    const reasons = [...row.reasons, ...against.map(({ sentence }) => sentence.replace(/\.$/, ""))].filter(
      (reason, at, all) => all.indexOf(reason) === at,
    );
    return { ...row, confidence, reasons, state: state === "sure" && confidence < sureFrom ? "unsure" : state };
  });
}

function audited(
  { source, settings, ...result }: ProposedResult,
  id: string,
  paper: string,
  task: AuditedTask,
): AuditedResult {
  return { ...result, id, paper, locator: source, task };
}
