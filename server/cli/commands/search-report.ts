import { mkdir } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { run as ask, type StudyName, trialsOfStudy } from "../../../graph/index.ts";
import { putFile } from "../../artifacts/atomic-write.ts";
import { BadInput } from "../../errors.ts";
import { percent } from "../../format.ts";
import { reportPage } from "../../reports/html.ts";
import { type PlotKind, studyPlot } from "../../reports/plots.ts";
import { type StudyReport, studyReport } from "../../reports/study-report.ts";
import { reportText } from "../../reports/text.ts";
import { type ExportKind, exportTrials } from "../../reports/trials-file.ts";
import { compareStudies } from "../../study/compare.ts";
import { forgetStudy } from "../../study/forget.ts";
import { knownStudy } from "../../study/known.ts";
import { readFront } from "../../study/outlook.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

interface ReportOptions {
  to?: string;
  tolerance: number;
  json: boolean;
}

/** `automc search report`: which model to ship, and why; with `--to` the whole report as one HTML file. */
export async function report(name: string, { to, tolerance, json }: ReportOptions): Promise<void> {
  await withReport(name, tolerance, json, async (made) => {
    if (to !== undefined) await putFile(await placeFor(to, [".html", ".htm"]), await reportPage(made));
    const { verdict, reasons, chosen, knee, front } = made;
    if (json)
      return printJson({ study: name, verdict, reasons, chosen: chosen ?? null, knee: knee?.number ?? null, front });
    print(reportText(made));
    if (to !== undefined) print(`The report is in ${to}.`);
  });
}

/** `automc search plot`: a study as a picture. */
export async function plot(
  name: string,
  { to, kind, json }: { to?: string; kind: PlotKind; json: boolean },
): Promise<void> {
  await withReport(name, 0, json, async (made) => {
    const file = await placeFor(to ?? `${name}-${kind}.svg`, [".svg"]);
    await putFile(file, await studyPlot(kind, made));
    if (json) printJson({ study: name, kind, file });
    else print(`The ${kind} of study "${name}" is in ${file}.`);
  });
}

/** `automc search export`: a study's trials as CSV, JSON or Parquet. */
export async function exportStudy(name: string, { to, format }: { to?: string; format?: ExportKind }): Promise<void> {
  const kind = format ?? kindOf(to);
  const session = openSession({ quiet: true });
  await inGraph(session, async (graph) => {
    const study = await knownStudy(graph, name);
    const bytes = await exportTrials(kind, study, await ask(graph, trialsOfStudy, { study: name }));
    if (to !== undefined) await putFile(await placeFor(to, [`.${kind}`]), bytes);
    else if (kind === "parquet") throw new BadInput("Parquet is no text; name a file for it: --to trials.parquet");
    else process.stdout.write(bytes);
    if (to !== undefined) print(`${study.trials} trials are in ${to}.`);
  });
}

/** `automc search compare`: several studies beside each other. */
export async function compare(names: string[], { json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const compared = [];
    for (const name of names) {
      const study = await knownStudy(graph, name);
      compared.push({ study, ...(await readFront(graph, study)) });
    }
    const { studies, differs } = compareStudies(compared);
    if (json) return printJson({ studies, differs });
    const rows = studies.map(({ name, state, trials, hypervolume, front, seconds }) => {
      const [best] = front;
      const figures = best ? [percent(best.pr), percent(best.ar, true), percent(best.accuracy)] : ["–", "–", "–"];
      return [name, state, trials, front.length, hypervolume?.toFixed(4) ?? "–", ...figures, Math.round(seconds)];
    });
    print(table(["study", "state", "trials", "front", "hypervolume", "best: PR", "AR", "accuracy", "seconds"], rows));
    if (studies.some(({ hypervolume }) => hypervolume === null))
      print("They are of different models, so their hypervolumes can't be compared.");
    if (differs.length === 0) return print("Their requests are the same but for the names.");
    print("What differs between their requests:");
    print(
      table(
        ["setting", ...names],
        differs.map(({ setting, values }) => [setting, ...values.map(written)]),
      ),
    );
  });
}

/** `automc search delete`: forgets a study and its trials. */
export async function remove(name: string, { json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    await knownStudy(graph, name);
    const trials = await forgetStudy(graph, name as StudyName);
    if (json) return printJson({ name, trials });
    print(`Study "${name}" is forgotten, with ${trials} trials; models and remembered evaluations stay.`);
  });
}

function written(value: unknown): string {
  return value === null ? "–" : typeof value === "string" ? value : JSON.stringify(value);
}

async function withReport(name: string, tolerance: number, quiet: boolean, work: (made: StudyReport) => Promise<void>) {
  const session = openSession({ quiet });
  await inGraph(session, async (graph) => {
    await knownStudy(graph, name);
    const parts = { graph, artifacts: session.artifacts, home: session.config.home };
    await work(await studyReport(parts, name as StudyName, { tolerance }));
  });
}

/** Where a file goes; folders above it are made. */
async function placeFor(file: string, ends: readonly string[]): Promise<string> {
  const place = resolve(file);
  if (!ends.includes(extname(place).toLowerCase()))
    throw new BadInput(`--to ${file}: the name has to end in ${ends.join(" or ")}.`);
  await mkdir(dirname(place), { recursive: true });
  return place;
}

function kindOf(file: string | undefined): ExportKind {
  const kind = file === undefined ? "csv" : extname(file).slice(1).toLowerCase();
  if (kind === "csv" || kind === "json" || kind === "parquet") return kind;
  throw new BadInput(`--to ${file}: the name has to end in .csv, .json or .parquet, or say which with --format.`);
}
