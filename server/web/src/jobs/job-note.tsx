import { at } from "../address.ts";
import type { Work } from "../api/use-job.ts";
import { Link } from "../link.tsx";
import { Note } from "../parts/states.tsx";
import { percent } from "../words.ts";

/** How far long work is that was asked for here; nothing once it has ended. */
export function JobNote({ work: { running, job } }: { work: Work }) {
  if (!running) return null;
  const far = job?.progress ? `${job.progress.stage} ${percent(job.progress.done, 0)}` : (job?.state ?? "asked");
  return (
    <Note>
      {job ? <Link to={at`/jobs?job=${job.id}`}>{job.title}</Link> : "Asked"}: {far}
      {job?.progress?.note ? `, ${job.progress.note}` : ""}
    </Note>
  );
}
