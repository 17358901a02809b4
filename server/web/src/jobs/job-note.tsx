import { at } from "../address.ts";
import type { Work } from "../api/use-job.ts";
import { Link } from "../link.tsx";
import { Note } from "../parts/states.tsx";
import { percent } from "../words.ts";

/** How far long work is that was asked for here, and why it failed; nothing once it is done. */
export function JobNote({ work: { running, job, failure } }: { work: Work }) {
  const far = job?.progress ? `${job.progress.stage} ${percent(job.progress.done, 0)}` : (job?.state ?? "asked");
  return (
    <>
      {running && (
        <Note>
          {job ? <Link to={at`/jobs?job=${job.id}`}>{job.title}</Link> : "Asked"}: {far}
          {job?.progress?.note ? `, ${job.progress.note}` : ""}
        </Note>
      )}
      {failure && <Note kind="bad">{failure}</Note>}
    </>
  );
}
