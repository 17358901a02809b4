import { rules } from "./audit.ts";
import { type Finding, severities } from "./finding.ts";

const headings = {
  error: "Errors: printed figures that can't all be right",
  doubtful: "Doubtful: possible, but hardly so",
  note: "Notes: what to know before comparing",
} as const;

/**
 * Findings as Markdown: how many of each rule, then each with its paper and place. The same
 * findings give the same text.
 */
export function auditReport(
  { results, papers }: { results: number; papers: number },
  findings: readonly Finding[],
): string {
  const counts = rules.flatMap(({ id, finds }) => {
    const of = findings.filter(({ rule }) => rule === id);
    return of.length === 0 ? [] : [`| ${id} | ${finds} | ${of.length} |`];
  });
  const parts = severities.flatMap((severity) => {
    const of = findings.filter((finding) => finding.severity === severity);
    return of.length === 0 ? [] : [`## ${headings[severity]}`, "", ...of.flatMap(item), ""];
  });
  return [
    "# What the auditor finds",
    "",
    `${results} results of ${papers} papers, ${findings.length} findings. Written by \`automc ingest audit --markdown\`.`,
    "",
    "| rule | looks for | findings |",
    "| --- | --- | ---: |",
    ...counts,
    "",
    ...parts,
  ].join("\n");
}

function item({ rule, paper, locator, sentence, others }: Finding): string[] {
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return [`* **${rule}** ${verbatim(`${paper}, ${locator}`)}${more}: ${verbatim(sentence)}`];
}

/** Text that Markdown would take for its own signs, kept as it is. */
function verbatim(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`).replace(/\s+/g, " ");
}
