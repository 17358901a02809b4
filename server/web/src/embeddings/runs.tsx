import { useState } from "react";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Badge, Failed, Loading, Note } from "../parts/states.tsx";
import { when } from "../words.ts";

/** The runs that learned vectors, what they reached on held-out triples and results, and which one is in use. */
export function Runs() {
  const asked = useAnswer("embeddings", (signal) => call("listEmbeddings", {}, { signal }));
  const [failure, setFailure] = useState<string>();
  const use = async (id: string) => {
    const { problem } = await call("useEmbedding", { params: { id } });
    setFailure(problem?.detail);
    if (!problem) asked.again();
  };
  if (asked.loading) return <Loading what="runs" />;
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  const runs = asked.data?.embeddings ?? [];
  const metrics = [
    ...new Set(runs.flatMap(({ metrics }) => Object.keys(metrics).filter((name) => typeof metrics[name] === "number"))),
  ].slice(0, 8);
  return (
    <section className="card" aria-labelledby="runs">
      <h2 id="runs">Runs</h2>
      {failure && <Note kind="bad">{failure}</Note>}
      <section className="scroll" tabIndex={0} aria-label="Embedding runs">
        <table className="plain">
          <thead>
            <tr>
              <th scope="col">run</th>
              <th scope="col">learned</th>
              <th scope="col">size</th>
              <th scope="col">seed</th>
              {metrics.map((name) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
              <th scope="col">state</th>
            </tr>
          </thead>
          <tbody>
            {runs.map((run) => (
              <tr key={run.id}>
                <th scope="row">{run.id.slice(0, 12)}</th>
                <td>{when(run.createdAt)}</td>
                <td>{run.dim}</td>
                <td>{run.seed}</td>
                {metrics.map((name) => (
                  <td key={name}>
                    {typeof run.metrics[name] === "number" ? Number((run.metrics[name] as number).toPrecision(4)) : "–"}
                  </td>
                ))}
                <td>
                  <span className="row-of ends-here">
                    {run.current ? (
                      <Badge of="yes">in use</Badge>
                    ) : run.kept && !run.earlier ? (
                      <button type="button" className="button tiny" onClick={() => use(run.id)}>
                        Use it
                      </button>
                    ) : (
                      <span className="soft">not kept</span>
                    )}
                    {run.stale && <Badge of="flag">stale</Badge>}
                  </span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
