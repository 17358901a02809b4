import { useState } from "react";
import { send } from "../api/ask.ts";
import { call, pathOf } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { save } from "../parts/save.ts";
import { Failed, Note } from "../parts/states.tsx";
import type { Study } from "./shapes.ts";

const kinds = { ACCEPT: "good", REGRESSION: "bad", INFEASIBLE: "bad", INCONCLUSIVE: "info" } as const;

/** Whether the study's best model can be shipped, why, and the report to hand on; once it has ended. */
export function Verdict({ study }: { study: Study }) {
  const [failure, setFailure] = useState<string>();
  const hasEnded = study.state !== "running" && study.state !== "queued";
  const params = { name: study.name };
  const asked = useAnswer(hasEnded ? `${study.name} ${study.trials}` : null, (signal) =>
    call("studyReport", { params }, { signal }),
  );
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return null;
  const { verdict, reasons } = asked.data;
  const take = async () => {
    const { data, problem } = await send("get", pathOf("studyReportPage", params));
    setFailure(problem?.detail);
    if (data) save(`${study.name}-report.html`, { blob: await data.blob() });
  };
  return (
    <section className="card stack" aria-labelledby="verdict">
      <div className="row-of">
        <h2 id="verdict">May it be shipped?</h2>
        <span className={`badge verdict ${kinds[verdict]}`}>{verdict}</span>
        <span className="grow" />
        <button type="button" className="button tiny" onClick={take}>
          Save the report
        </button>
      </div>
      <ul className="reasons">
        {reasons.map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {failure && <Note kind="bad">{failure}</Note>}
    </section>
  );
}
