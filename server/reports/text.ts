import { percent } from "../format.ts";
import type { StudyReport } from "./study-report.ts";

const mostRows = 12;

/** A report in Markdown, short: the verdict, its reasons, the front, and what to do next. */
export function reportText({ study, verdict, reasons, chosen, knee, front, trials }: StudyReport): string {
  const rows = front.slice(0, mostRows).map(({ number, scheme, pr, fr, accuracy, ar, artifact }) => {
    const cells = [
      number,
      scheme,
      percent(pr),
      percent(fr),
      percent(accuracy),
      percent(ar, true),
      artifact?.slice(0, 12),
    ];
    return `| ${cells.map((cell) => cell ?? "–").join(" | ")} |`;
  });
  const left = front.length > mostRows ? [`(${front.length - mostRows} more: automc search best ${study.name})`] : [];
  const ship = chosen?.artifact?.slice(0, 12);
  return [
    `# ${study.name}: ${verdict}`,
    "",
    ...reasons.map((reason) => `- ${reason}`),
    "",
    `${trials.length} trials on ${study.taskId}; the front, most accurate on validation data first:`,
    "",
    "| # | scheme | PR | FR | accuracy | AR | model |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    ...left,
    ...(knee ? ["", `Its knee is trial ${knee.number}.`] : []),
    ...(ship ? ["", `Load it: automc model export ${ship} --format onnx`] : []),
    `The whole report: automc search report ${study.name} --to report.html`,
  ].join("\n");
}
