import { useEffect, useState } from "react";
import { useAddress } from "../address.ts";
import { call, type Returned } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Badge, Empty, Failed, Loading, Note } from "../parts/states.tsx";
import { percent, when } from "../words.ts";

type Job = Returned<"listJobs">["jobs"][number];

const lookAgainMs = 1_500;

/** Long work that was asked for since the server started: how far it is, what it came to, and a way to end it. */
export function JobsPage() {
  const { query } = useAddress();
  const asked = useAnswer("jobs", (signal) => call("listJobs", {}, { signal }), { keep: true });
  const [failure, setFailure] = useState<string>();
  const { data, again } = asked;
  const isBusy = data?.jobs.some(({ endedAt }) => endedAt === null);
  useEffect(() => {
    if (!isBusy) return;
    const timer = setInterval(again, lookAgainMs);
    return () => clearInterval(timer);
  }, [isBusy, again]);
  const cancel = async (id: string) => {
    const { problem } = await call("cancelJob", { params: { id } });
    setFailure(problem?.detail);
    again();
  };
  return (
    <>
      <div className="heading">
        <h1>Jobs</h1>
        <span className="grow" />
        <button type="button" className="button" onClick={again}>
          Look again
        </button>
      </div>
      <p className="soft">
        What takes long: papers that are read, models that are trained, measured or written. They are listed until the
        server ends; studies are under Studies.
      </p>
      {failure && <Note kind="bad">{failure}</Note>}
      {asked.problem && <Failed problem={asked.problem} again={again} />}
      {!data && asked.loading && <Loading what="jobs" />}
      {data?.jobs.length === 0 && <Empty title="Nothing was asked for since the server started." />}
      <ul className="ingests">
        {data?.jobs.map((job) => (
          <li key={job.id} className="card stack" {...(job.id === query.get("job") && { "aria-current": true })}>
            <OneJob job={job} onCancel={() => cancel(job.id)} />
          </li>
        ))}
      </ul>
    </>
  );
}

function OneJob({ job, onCancel }: { job: Job; onCancel: () => void }) {
  const { title, state, createdAt, endedAt, progress, failure } = job;
  return (
    <>
      <div className="row-of">
        <span className="about">
          <strong>{title}</strong>{" "}
          <span className="soft">
            {when(createdAt)}
            {endedAt && ` to ${when(endedAt)}`}
          </span>
        </span>
        <Badge of={state} />
        {endedAt === null && (
          <button type="button" className="button tiny danger" aria-label={`Cancel ${title}`} onClick={onCancel}>
            Cancel
          </button>
        )}
      </div>
      {endedAt === null && progress && (
        <label>
          {progress.stage} {percent(progress.done, 0)}
          {progress.note && `, ${progress.note}`}
          <progress value={progress.done} max={1} />
        </label>
      )}
      {failure && <Note kind="bad">{failure.detail}</Note>}
    </>
  );
}
