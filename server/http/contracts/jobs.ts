import { z } from "zod";
import { jobStates } from "../../jobs/jobs.ts";
import { contract } from "./contract.ts";
import { listContract } from "./list-contract.ts";

/** Long work, as far as it is. */
const job = z
  .object({
    id: z.string(),
    kind: z.string().describe("what it does"),
    title: z.string().describe("the same for people"),
    state: z.enum(jobStates),
    revision: z.int().describe("counts its changes"),
    createdAt: z.string(),
    endedAt: z.string().nullable(),
    progress: z.object({ stage: z.string(), done: z.number().describe("fraction"), note: z.string() }).nullable(),
    result: z.record(z.string(), z.unknown()).nullable().describe("what it came to"),
    failure: z.object({ code: z.string(), detail: z.string() }).nullable(),
  })
  .meta({ id: "Job" });

/** What starts a job: 202, and where to follow it. */
export const started = {
  method: "post",
  status: 202,
  answer: job,
  location: ({ id }: z.output<typeof job>) => `/api/v1/jobs/${id}`,
} as const;

const tag = "jobs";
const params = z.strictObject({ id: z.string().max(64) });
const failures = { server: ["unknown_job"] } as const;

export const listJobs = listContract({
  path: "/api/v1/jobs",
  id: "listJobs",
  tag,
  summary: "Long work that was asked for since the server started, the newest first.",
  rows: "jobs",
  row: job,
  key: "id",
  sort: ["createdAt", "kind", "state"],
  down: true,
  filter: {
    state: z.enum(jobStates).optional().describe("in this state only"),
    kind: z.string().max(32).optional().describe("of this kind only"),
  },
});

export const showJob = contract({
  path: "/api/v1/jobs/{id}",
  id: "showJob",
  tag,
  summary: "One job.",
  params,
  failures,
  answer: job,
});

export const cancelJob = contract({
  method: "post",
  path: "/api/v1/jobs/{id}/cancel",
  id: "cancelJob",
  tag,
  summary: "Ends a job at once; nothing of it is left. Nothing happens to one that has ended.",
  params,
  failures,
  answer: job,
});

export const followJob = contract({
  path: "/api/v1/jobs/{id}/events",
  id: "followJob",
  tag,
  summary:
    "A job as server-sent events: as it is, then at each change, then its end. Last-Event-ID is its revision that was seen last.",
  params,
  failures,
  answer: { events: { job, end: job } },
});
