import { useState } from "react";
import { at, go } from "../address.ts";
import { call } from "../api/calls.ts";
import { Link } from "../link.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { Fact } from "../parts/fact.tsx";
import { Badge, Note } from "../parts/states.tsx";
import { change, percent, when } from "../words.ts";
import type { Measured, Study } from "./shapes.ts";
import type { Live } from "./use-study.ts";

/** What a study is about, how far it is, and what can be done with it. */
export function StudyHead({ live, study, front }: { live: Live; study: Study; front: readonly Measured[] }) {
  const [failure, setFailure] = useState<string>();
  const [busy, setBusy] = useState(false);
  const planned = Number((study.config as { trials?: number }).trials ?? 0);
  const active = study.state === "running" || study.state === "queued";
  const done = Math.max(study.trials, live.trials.length);
  const best = front[0];
  const act = async (what: "stopStudy" | "resumeStudy" | "deleteStudy") => {
    setBusy(true);
    const { problem } = await call(what, { params: { name: study.name } });
    setBusy(false);
    setFailure(problem?.detail);
    if (problem) return;
    if (what === "deleteStudy") go("/studies");
    else live.again();
  };
  return (
    <header className="study-head">
      <div className="heading">
        <h1>{study.name}</h1>
        <Badge of={study.state} />
        <span className="grow" />
        {active && (
          <button type="button" className="button" disabled={busy} onClick={() => act("stopStudy")}>
            Stop
          </button>
        )}
        {(study.state === "stopped" || study.state === "failed") && (
          <button type="button" className="button" disabled={busy} onClick={() => act("resumeStudy")}>
            Resume
          </button>
        )}
        {!active && (
          <Confirm
            label="Delete"
            question={`Delete ${study.name} with its ${done} trials? Models and remembered evaluations stay.`}
            onYes={() => act("deleteStudy")}
          />
        )}
        <button type="button" className="button" onClick={() => go(`/studies/new?${again(study)}`)}>
          New one like it
        </button>
      </div>
      {failure && <Note kind="bad">{failure}</Note>}
      {study.state === "failed" && study.failure && <Note kind="bad">{study.failure}</Note>}
      <dl className="facts">
        <Fact name="task">{study.taskId}</Fact>
        <Fact name="search">{study.algorithm}</Fact>
        <Fact name="target γ">{percent(study.target, 0)} fewer parameters</Fact>
        <Fact name="seed">{study.seed}</Fact>
        <Fact name="original">
          {percent(study.baseAccuracy)} accuracy, {study.baseParameters?.toLocaleString("en") ?? "–"} parameters
        </Fact>
        <Fact name="best so far">
          {best ? (
            <Link to={at`/studies/${study.name}/trials/${best.number}`}>
              #{best.number}: PR {percent(best.pr)}, AR {change(best.validationAr)}
            </Link>
          ) : (
            "none reaches the target yet"
          )}
        </Fact>
        <Fact name="begun">{when(study.createdAt)}</Fact>
      </dl>
      <div className="progress">
        <label>
          {done} of {planned || "?"} trials
          <progress value={done} max={Math.max(planned, done, 1)} />
        </label>
        {active && (
          <span className="soft" aria-live="off">
            {live.underway
              ? `${live.underway.stage}: ${percent(live.underway.done, 0)}${live.underway.note ? `, ${live.underway.note}` : ""}`
              : study.state === "queued"
                ? "waiting for its process"
                : "at work"}
          </span>
        )}
      </div>
    </header>
  );
}

/** The study's request as the form's address. */
function again({ config, target, seed, algorithm }: Study): string {
  const fields = { ...(config as Record<string, unknown>), target, algorithm, seed: seed + 1 };
  const plain = Object.entries(fields).filter(
    ([name, value]) => name !== "name" && value !== null && value !== undefined,
  );
  return new URLSearchParams(plain.map(([name, value]) => [name, String(value)])).toString();
}
