import { z } from "zod";
import type { StudyName } from "../../graph/index.ts";
import { BadInput } from "../errors.ts";
import { call } from "../http/call.ts";
import { contracts } from "../http/contracts/list.ts";
import { studyReport } from "../reports/study-report.ts";
import { reportText } from "../reports/text.ts";
import { planStudy } from "../study/plan.ts";
import { type StudyRequest, studyRequest } from "../study/request.ts";
import { more, tool } from "./tool.ts";

const study = z.strictObject({ study: z.string().max(200).describe("its name") });
/** A study's request, as an object that has its fields: under its name, a client would see none. */
const request = z.strictObject(studyRequest.shape);
const named = (name: string) => ({ params: { name: name as StudyName } });

/** Searches: planned, started, followed, ended, judged. */
export const studyTools = [
  tool({
    name: "plan_study",
    description:
      "What start_study would do with this request, without doing it: the model, the strategies it would choose from, the trials' likely cost, what is published on the task.",
    input: request,
    run: ({ deps }, given) => planStudy(deps, checked(given)),
  }),
  tool({
    name: "start_study",
    description:
      "Starts a search for schemes that compress a model, and answers at once; study_status follows it. It takes minutes to hours, and goes on when this conversation ends.",
    input: request,
    reads: false,
    run: async ({ deps }, body) => {
      const { name, state, taskId, target } = await call(deps, contracts.createStudy, { body });
      return { study: name, state, taskId, target, next: "study_status" };
    },
  }),
  tool({
    name: "study_status",
    description: "How far a study is, its best trials so far, and the last one. Without a name, all studies.",
    input: z.strictObject({ study: study.shape.study.optional(), more }),
    run: async ({ deps }, { study: name }) => {
      if (name === undefined) {
        const { studies } = await call(deps, contracts.listStudies, { query: {} });
        return studies.map(({ name, state, trials, taskId, target, best }) => ({
          name,
          state,
          trials,
          taskId,
          target,
          best,
        }));
      }
      const { state, failure, trials, config, taskId, target, baseAccuracy } = await call(
        deps,
        contracts.showStudy,
        named(name),
      );
      const best = await call(deps, contracts.bestTrials, named(name));
      const last = await call(deps, contracts.listTrials, { ...named(name), query: { from: Math.max(1, trials) } });
      return {
        ...{ study: name, state, failure, taskId, target, baseAccuracy, trials, of: config.trials, knee: best.knee },
        front: best.trials.slice(0, 8).map(shownTrial),
        last: last.trials.map(({ number, state, scheme, failure }) => ({ number, state, scheme, failure }))[0] ?? null,
      };
    },
  }),
  tool({
    name: "stop_study",
    description: contracts.stopStudy.summary,
    input: study,
    reads: false,
    run: async ({ deps }, { study: name }) => {
      const { state, trials } = await call(deps, contracts.stopStudy, named(name));
      return { study: name, state, trials };
    },
  }),
  tool({
    name: "compare",
    description: contracts.compareStudies.summary,
    input: z.strictObject({ studies: z.array(z.string().max(200)).min(1).max(10), more }),
    run: ({ deps }, { studies }) => call(deps, contracts.compareStudies, { query: { studies: studies.join(",") } }),
  }),
  tool({
    name: "report",
    description:
      "Which model of a study to ship: ACCEPT, REGRESSION, INFEASIBLE or INCONCLUSIVE, with reasons, the front, and how to load and repeat it.",
    input: study.extend({
      tolerance: z.number().min(0).max(1).default(0.01).describe("accuracy that may be lost, fraction"),
      more,
    }),
    run: async ({ deps }, { study: name, tolerance }) => {
      await call(deps, contracts.showStudy, named(name));
      return reportText(await studyReport(deps, name as StudyName, { tolerance }));
    },
  }),
];

/** A request whose parts go together. @throws BadInput. */
function checked(given: z.output<typeof request>): StudyRequest {
  const parsed = studyRequest.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  throw new BadInput(`The request can't be used: ${issue.path.join(".")}: ${issue.message}.`, { cause: parsed.error });
}

function shownTrial({
  number,
  scheme,
  pr,
  fr,
  ar,
  accuracy,
  artifact,
}: {
  number: number;
  scheme: string;
  pr: number | null;
  fr: number | null;
  ar: number | null;
  accuracy: number | null;
  artifact: string | null;
}) {
  return { number, scheme, pr, fr, ar, accuracy, model: artifact?.slice(0, 12) };
}
