import { percent, seconds } from "../format.ts";
import { escaped, page, tableOf } from "../html-page.ts";
import { studyPlot } from "./plots.ts";
import type { StudyReport } from "./study-report.ts";

/**
 * The report of a study as one HTML file that needs nothing else: it loads nothing, and runs nothing.
 *
 * It answers which model to ship: the verdict with its reasons first, then the front, how the search went, what became
 * of the layers, what it costs, how to load each model, and how to repeat all of it.
 */
export async function reportPage(report: StudyReport): Promise<string> {
  const { study, verdict, reasons, chosen, knee } = report;
  const [front, history, tree] = await Promise.all(
    (["front", "history", "tree"] as const).map((kind) => studyPlot(kind, report)),
  );
  const ship = chosen?.artifact
    ? `<p>The model: trial ${chosen.number}, <code>${escaped(chosen.scheme)}</code>, hash <code>${chosen.artifact.slice(0, 12)}</code>.</p>`
    : "";
  const middle =
    knee && knee !== chosen
      ? `<p>The knee of the front, from which on more of one costs much of the other, is trial ${knee.number}: PR ${percent(knee.pr)}, ${percent(knee.accuracy)} on test data.</p>`
      : "";
  return page(`Study ${study.name}`, [
    `<p class="verdict ${verdict.toLowerCase()}">${verdict}</p>`,
    `<ul>${reasons.map((reason) => `<li>${escaped(reason)}</li>`).join("")}</ul>`,
    ship,
    middle,
    section("The front", front! + frontTable(report)),
    section("How the search went", history! + tree!),
    section("The layers", widthsTable(report)),
    section("What it costs", costTable(report)),
    section("Loading the models", loading(report)),
    section("Repeating it", repeating(report)),
  ]);
}

function section(title: string, content: string): string {
  return `<section><h2>${title}</h2>${content}</section>`;
}

function frontTable({ front, study }: StudyReport): string {
  const rows = front.map(({ number, scheme, pr, fr, accuracy, ar, validationAr, confirmation, artifact }) => [
    number,
    scheme,
    percent(pr),
    percent(fr),
    percent(accuracy),
    percent(ar, true),
    percent(validationAr, true),
    confirmation ? `${percent(confirmation.ar.mean, true)} of ${confirmation.runs.length + 1} runs` : "once",
    artifact?.slice(0, 12) ?? "",
  ]);
  const alone =
    study.trainedOnAccuracy === null
      ? ""
      : `<p>The original, trained on for ${study.trainedOnEpochs} epochs with nothing removed, has ${percent(study.trainedOnAccuracy)} on test data: what a scheme gains beyond that it owes to more than its training.</p>`;
  const head = ["#", "scheme", "PR", "FR", "accuracy", "AR", "AR (validation)", "measured", "model"];
  return tableOf(head, rows) + alone;
}

function widthsTable({ widths }: StudyReport): string {
  if (widths.length === 0)
    return "<p>No layer of the chosen model is narrower than the original's, or its files are not here.</p>";
  const rows = widths.map(({ layer, before, after }) => {
    const left = after === null ? "replaced" : `${percent(after / before)}`;
    return [layer, before, after ?? "–", left];
  });
  return tableOf(["layer", "before", "after", "left"], rows);
}

function costTable({ study, chosen, trials, original }: StudyReport): string {
  const work = trials.reduce((sum, trial) => sum + (trial.seconds ?? 0), 0);
  const rows: (string | number)[][] = [
    ["parameters", study.baseParameters ?? "–", chosen?.parameters ?? "–"],
    ["FLOPs of one image", study.baseFlops ?? "–", chosen?.flops ?? "–"],
    ["accuracy on test data", percent(study.baseAccuracy), chosen ? percent(chosen.accuracy) : "–"],
    [
      "milliseconds for one image",
      chosen?.baseLatencyMs?.toFixed(2) ?? "not measured",
      chosen?.latencyMs?.toFixed(2) ?? "not measured",
    ],
  ];
  const data = original ? ` on ${escaped(original.card.dataset.name)}, network ${escaped(original.card.network)}` : "";
  return `${tableOf(["", "original", "chosen"], rows)}<p>${trials.length} trials took ${seconds(work)} of work${data}.</p>`;
}

function loading({ front, original }: StudyReport): string {
  if (front.length === 0) return "<p>There is no model to load.</p>";
  const lines = front
    .filter(({ artifact }) => artifact !== null)
    .map(({ artifact }) => `npx automc model export ${artifact!.slice(0, 12)} --format onnx   # or savedmodel, tfjs`);
  const { mean = [], std = [] } = original?.card.normalisation ?? {};
  const pixels =
    mean.length > 0
      ? `<p>Each channel of an image, in 0..1, less ${mean.map((value) => value.toFixed(4)).join(", ")}, divided by ${std.map((value) => value.toFixed(4)).join(", ")}.</p>`
      : "";
  return `<pre>${escaped(lines.join("\n"))}</pre>${pixels}`;
}

function repeating({ study }: StudyReport): string {
  const { name: _, ...request } = study.config;
  const file = JSON.stringify({ ...request, name: `${study.name}-again` }, null, 2);
  return `<p>With the same graph and version the same request has the same trials:</p><pre>npx automc search run --request request.json</pre><p>where request.json is</p><pre>${escaped(file)}</pre><p>Begun ${escaped(study.createdAt)}; vectors of embedding run ${escaped(study.embeddingRun ?? "none")}.</p>`;
}
