import { useState } from "react";
import { at } from "../address.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Failed, Loading, Note } from "../parts/states.tsx";
import { Difference } from "./difference.tsx";

const send = (file: File, dryRun: boolean, signal?: AbortSignal) =>
  call(
    "ingestDocument",
    { query: { file: file.name, dryRun: dryRun ? "true" : "false" } },
    { file: { bytes: file, mediaType: "application/yaml" }, ...(signal && { signal }) },
  );

/** What a card or a file of results would change, before it does. */
export function CardReview({ file, onWritten }: { file: File; onWritten: () => void }) {
  const asked = useAnswer(file.name, (signal) => send(file, true, signal));
  const [written, setWritten] = useState<string>();
  const [failure, setFailure] = useState<string>();
  const accept = async () => {
    const { data, problem } = await send(file, false);
    setFailure(problem?.detail);
    if (!data) return;
    setWritten(data.id ?? "");
    onWritten();
  };
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return <Loading what={file.name} />;
  const { methods, remarks, lines, findings } = asked.data;
  return (
    <section className="card stack" aria-labelledby="review">
      <h2 id="review">{file.name}</h2>
      {methods.map(({ id, strategies, knowledgeOnly }) => (
        <p key={id}>
          Method <Link to={at`/knowledge/methods/${id}`}>{id}</Link>: {strategies.toLocaleString("en")} strategies.{" "}
          <span className="soft">{knowledgeOnly ?? "It can run."}</span>
        </p>
      ))}
      {remarks.map((remark) => (
        <Note key={remark}>{remark}</Note>
      ))}
      <Difference lines={lines} findings={findings} />
      {failure && <Note kind="bad">{failure}</Note>}
      {written === undefined ? (
        <div>
          <button type="button" className="button main" disabled={lines.length === 0} onClick={accept}>
            Accept
          </button>
        </div>
      ) : (
        <Note kind="good">It is in the graph{written && `, as ingest ${written}`}.</Note>
      )}
    </section>
  );
}
