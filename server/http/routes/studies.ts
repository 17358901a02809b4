import {
  bestOfStudies,
  GraphError,
  listStudies,
  run,
  runOne,
  type StudyName,
  showStudy,
  studyVersion,
  type TrialPoint,
  trialPoints,
  trialsOfStudy,
} from "../../../graph/index.ts";
import { ServerError } from "../../errors.ts";
import { reportPage } from "../../reports/html.ts";
import { studyReport, studyVerdict } from "../../reports/study-report.ts";
import { exportTrials } from "../../reports/trials-file.ts";
import { compareStudies } from "../../study/compare.ts";
import { forgetStudy } from "../../study/forget.ts";
import { frontKnee, studyFront } from "../../study/front.ts";
import { recordedObjective } from "../../study/objective.ts";
import { readFront, studyOutlook } from "../../study/outlook.ts";
import { recordedRequest } from "../../study/request.ts";
import { contracts } from "../contracts/list.ts";
import { pageOfTrials } from "../page-of-trials.ts";
import { type ApiDependencies, keptRoute, listRoute, route } from "../route.ts";
import { SharedReads } from "../shared-reads.ts";
import { hasEnded, studyEvents } from "../study-events.ts";

const exportTypes = { csv: "text/csv", json: "application/json", parquet: "application/vnd.apache.parquet" };

/** What those who follow studies read together, by the server that they ask. */
const looks = new WeakMap<ApiDependencies, SharedReads>();

export const studies = [
  listRoute(contracts.listStudies, async ({ deps }) => {
    const best = new Map((await run(deps.graph, bestOfStudies, {})).map(({ study, ...trial }) => [study, trial]));
    return (await run(deps.graph, listStudies, {})).map((study) => ({ ...study, best: best.get(study.name) ?? null }));
  }),
  route(contracts.createStudy, async ({ deps, body }) => {
    const { name } = await deps.studies.start(body);
    return await find(deps, name);
  }),
  route(contracts.showStudy, async ({ deps, params: { name } }) => await find(deps, name)),
  route(contracts.deleteStudy, async ({ deps, params: { name } }) => {
    await find(deps, name);
    return { name, trials: await forgetStudy(deps.graph, name) };
  }),
  route(contracts.stopStudy, async ({ deps, params: { name } }) => {
    if (!hasEnded(await find(deps, name))) await deps.studies.stop(name);
    return await find(deps, name);
  }),
  route(contracts.resumeStudy, async ({ deps, params: { name } }) => {
    const study = await find(deps, name);
    recordedRequest(study);
    if (study.state !== "done") await deps.studies.resume(name);
    return await find(deps, name);
  }),
  route(contracts.listTrials, async ({ deps, params: { name }, query }) => {
    await find(deps, name);
    return await pageOfTrials(deps.graph, name, query);
  }),
  keptRoute(contracts.studyOutlook, versionOf, async ({ deps, params: { name }, query }) => {
    const { trials, newest, front, spread } = await studyOutlook(deps.graph, await find(deps, name), query);
    return { trials, newest: columnsOf(newest, front), front: columnsOf(front, front), spread };
  }),
  keptRoute(contracts.studyPoints, versionOf, async ({ deps, params: { name } }) => {
    const study = await find(deps, name);
    const points = await run(deps.graph, trialPoints, { study: name });
    return columnsOf(points, studyFront(points, study.target, recordedObjective(study)));
  }),
  route(contracts.bestTrials, async ({ deps, params: { name } }) => {
    const study = await find(deps, name);
    const { front } = await readFront(deps.graph, study);
    return { target: study.target, trials: front, knee: frontKnee(front)?.number ?? null };
  }),
  route(contracts.studyReport, async ({ deps, params: { name }, query }) => {
    await find(deps, name);
    const whole = query.history === "true" ? await studyReport(deps, name, query) : undefined;
    const { verdict, reasons, chosen = null, knee, heldOut, widths } = whole ?? (await studyVerdict(deps, name, query));
    const history = whole?.history ?? null;
    return { verdict, reasons, chosen, knee: knee?.number ?? null, heldOut, history, widths };
  }),
  route(contracts.studyReportPage, async ({ deps, params: { name }, query }) => {
    await find(deps, name);
    return { mediaType: "text/html; charset=utf-8", text: await reportPage(await studyReport(deps, name, query)) };
  }),
  route(contracts.exportStudy, async ({ deps, params: { name }, query: { format } }) => {
    const study = await find(deps, name);
    const bytes = await exportTrials(format, study, await run(deps.graph, trialsOfStudy, { study: name }));
    return { mediaType: exportTypes[format], name: `${name}.${format}`, bytes };
  }),
  route(contracts.compareStudies, async ({ deps, query }) => {
    const names = query.studies.split(",").map((name) => name.trim()) as StudyName[];
    const compared = names.map(async (name) => {
      const study = await find(deps, name);
      return { study, ...(await readFront(deps.graph, study)) };
    });
    return compareStudies(await Promise.all(compared));
  }),
  route(contracts.followStudy, async function* ({ deps, params: { name }, headers, signal }) {
    await find(deps, name);
    const seen = String(headers["last-event-id"] ?? "");
    const after = /^\d{1,9}$/.test(seen) ? Number(seen) : 0;
    const shared = looks.get(deps) ?? new SharedReads();
    looks.set(deps, shared);
    yield* studyEvents(deps, shared, name, { after, pollMs: deps.pollMs ?? 2000, signal });
  }),
];

/** What names a study's trials as they are; answers that follow from these alone are kept by it. */
async function versionOf({ deps, params: { name } }: { deps: ApiDependencies; params: { name: StudyName } }) {
  return (await run(deps.graph, studyVersion, { study: name }))[0]?.version ?? undefined;
}

/** Trials in figures, column by column. */
function columnsOf(points: readonly TrialPoint[], front: readonly { number: number }[]) {
  const onFront = new Set(front.map(({ number }) => number));
  const rows = points.map(({ strategyIds: _, ...point }) => ({ ...point, onFront: onFront.has(point.number) }));
  const columns = Object.keys(rows[0] ?? {});
  return { columns, values: columns.map((name) => rows.map((row) => row[name as keyof (typeof rows)[number]])) };
}

async function find({ graph }: ApiDependencies, name: StudyName) {
  try {
    return await runOne(graph, showStudy, { name });
  } catch (error) {
    if (!(error instanceof GraphError && error.code === "not_found")) throw error;
    throw new ServerError("unknown_study", `There is no study "${name}"; GET /api/v1/studies lists them.`, {
      cause: error,
    });
  }
}
