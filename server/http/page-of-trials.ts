import { type Graph, type RecordedTrial, run, type StudyName, trialPoints, trialsOfStudy } from "../../graph/index.ts";
import { trialsByNumber } from "../study/trials-by-number.ts";
import { cursor, type PageQuery, pageOf, readCursor } from "./page.ts";

const rules = { rows: "trials", key: "number", sort: ["number"], down: false, filter: ["state"] };

/**
 * A page of a study's trials. In their own order the graph cuts it; in another, or of one state, it is cut from all
 * trials as figures. Either way only its own trials are read whole.
 *
 * @throws HttpError `invalid_request` for a cursor of another order
 */
export async function pageOfTrials(
  graph: Graph,
  study: StudyName,
  query: PageQuery & { from: number; state?: string | undefined },
): Promise<{ trials: RecordedTrial[]; next: string | null }> {
  const { from, limit, sort, state } = query;
  if (sort === "number" && state === undefined) {
    const after = query.cursor === undefined ? from - 1 : Number(readCursor(query.cursor, sort)[1]);
    const more = { from: Math.max(0, from, after + 1), atMost: limit + 1 };
    const rows = await run(graph, trialsOfStudy, { study, ...more });
    const trials = rows.slice(0, limit);
    const last = trials.at(-1)?.number;
    return { trials, next: rows.length > limit ? cursor(sort, [last, last]) : null };
  }
  const points = (await run(graph, trialPoints, { study })).filter(({ number }) => number >= from);
  const page = pageOf(points, { ...query, from: undefined }, rules);
  const numbers = page.rows.map(({ number }) => number);
  return { trials: await trialsByNumber(graph, study, numbers), next: page.next };
}
