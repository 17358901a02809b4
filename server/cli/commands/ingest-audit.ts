import { auditGraph, auditReport, type Finding, type Severity, severities } from "../../../ingest/index.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";

/**
 * `automc ingest audit`: what is wrong or doubtful about the published results in the graph; with
 * `--write`, contradictions become links.
 */
export async function audit(
  paper: string | undefined,
  { write, least, markdown, json }: { write: boolean; least: Severity; markdown: boolean; json: boolean },
): Promise<void> {
  await inGraph(openSession({ quiet: json || markdown }), async (graph) => {
    const { findings: all, contradictions, ...rest } = await auditGraph(graph, { paper, write });
    const findings = all.filter(({ severity }) => severities.indexOf(severity) <= severities.indexOf(least));
    if (json) return printJson({ ...rest, written: write, findings, contradictions });
    if (markdown) return print(auditReport(rest, findings));
    for (const line of findingLines(findings)) print(line);
    print(`${rest.results} results of ${rest.papers} papers: ${summary(all)}.`);
    const { found, add, remove } = contradictions;
    const did = write ? ["linked", "unlinked"] : ["to link", "to unlink (--write does)"];
    print(
      `Pairs of results that contradict each other: ${found.length}; ${add.length} ${did[0]}, ${remove.length} ${did[1]}.`,
    );
  });
}

/** Findings as lines of text, one each: how grave, which rule, where, and the sentence. */
export function findingLines(findings: readonly Finding[]): string[] {
  return findings.map(({ severity, rule, paper, locator, others, sentence }) => {
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    return `${severity.padEnd(8)} ${rule}: ${paper}, ${locator}${more}\n         ${sentence}`;
  });
}

/** `4 errors, 1 doubtful, 0 notes`. */
export function summary(findings: readonly Finding[]): string {
  const of = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const [errors, notes] = [of("error"), of("note")];
  return `${errors} ${errors === 1 ? "error" : "errors"}, ${of("doubtful")} doubtful, ${notes} ${notes === 1 ? "note" : "notes"}`;
}
