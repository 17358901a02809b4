import { useState } from "react";
import { setQuery } from "../address.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Confirm } from "../parts/confirm.tsx";
import { Failed, Loading, Note } from "../parts/states.tsx";
import { when } from "../words.ts";
import { Difference } from "./difference.tsx";

/** Every change of knowledge that was not undone, and the way back. */
export function IngestHistory({
  turn,
  shown,
  onChange,
}: {
  turn: number;
  shown: string | undefined;
  onChange: () => void;
}) {
  const asked = useAnswer(`ingests ${turn}`, (signal) => call("listIngests", {}, { signal }), { keep: true });
  const [failure, setFailure] = useState<string>();
  const [undone, setUndone] = useState<string>();
  const rollBack = async (id: string) => {
    setUndone(id);
    const { problem } = await call("rollBackIngest", { params: { id }, body: {} });
    setUndone(undefined);
    setFailure(problem?.detail);
    if (!problem) onChange();
  };
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return <Loading what="earlier ingests" />;
  const sum = (counts: Record<string, number>) => Object.values(counts).reduce((a, b) => a + b, 0);
  return (
    <section aria-labelledby="ingests">
      <h2 id="ingests">What was ingested</h2>
      {failure && <Note kind="bad">{failure}</Note>}
      <ul className="ingests">
        {asked.data.ingests.map(({ id, kind, at, files, added, changed, removed }) => (
          <li key={id} className="card">
            <div className="row-of">
              <span className="about">
                <strong>
                  {files.length > 3
                    ? `${files.slice(0, 3).join(", ")} and ${files.length - 3} more`
                    : files.join(", ") || kind}
                </strong>{" "}
                <span className="soft">
                  {when(at)} · {sum(added)} added, {sum(changed)} changed, {sum(removed)} removed
                </span>
              </span>
              <button
                type="button"
                className="button tiny"
                aria-expanded={shown === id}
                onClick={() => setQuery({ ingest: shown === id ? null : id }, { replace: true })}
              >
                {shown === id ? "Hide" : "Show"}
              </button>
              <Confirm
                label="Roll back"
                question={`Make the graph as it was before ${files[0] ?? kind}? It is refused where something builds on it.`}
                onYes={() => rollBack(id)}
              />
            </div>
            {undone === id && <Note>It is rolled back …</Note>}
            {shown === id && <Lines id={id} />}
          </li>
        ))}
      </ul>
      {asked.data.ingests.length === 0 && <p className="soft">Nothing yet.</p>}
    </section>
  );
}

function Lines({ id }: { id: string }) {
  const asked = useAnswer(id, (signal) => call("showIngest", { params: { id } }, { signal }));
  if (asked.problem) return <Failed problem={asked.problem} />;
  return asked.data ? <Difference lines={asked.data.lines} /> : <Loading what="what it did" />;
}
