import { ServerError } from "../../errors.ts";
import type { Job, Jobs } from "../../jobs/jobs.ts";
import { contracts } from "../contracts/list.ts";
import { listRoute, route, type ServerSentEvent } from "../route.ts";

export const jobs = [
  listRoute(contracts.listJobs, async ({ deps }) => deps.jobs.list()),
  route(contracts.showJob, async ({ deps, params: { id } }) => jobOf(deps.jobs, id)),
  route(contracts.cancelJob, async ({ deps, params: { id } }) => (await deps.jobs.cancel(id)) ?? jobOf(deps.jobs, id)),
  route(
    contracts.followJob,
    async function* ({ deps, params: { id }, headers, signal }): AsyncIterable<ServerSentEvent> {
      jobOf(deps.jobs, id);
      const seen = String(headers["last-event-id"] ?? "");
      const after = /^\d{1,9}$/.test(seen) ? Number(seen) : 0;
      for await (const job of deps.jobs.follow(id, after, signal))
        yield { event: job.endedAt === null ? "job" : "end", data: job, id: String(job.revision) };
    },
  ),
];

/** A job that was asked for here. @throws ServerError `unknown_job`. */
export function jobOf(jobs: Jobs, id: string): Job {
  const found = jobs.find(id);
  if (found) return found;
  throw new ServerError(
    "unknown_job",
    `There is no job "${id}"; GET /api/v1/jobs lists those since the server started.`,
  );
}
