import { lazy, Suspense, useMemo, useState } from "react";
import { setQuery, useAddress } from "../address.ts";
import { call } from "../api/calls.ts";
import type { Row } from "../api/queries.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Rows } from "../knowledge/rows.tsx";
import { text } from "../knowledge/value-text.ts";
import { save } from "../parts/save.ts";
import { Empty, Loading, Note } from "../parts/states.tsx";
import { graphOf } from "./answer-nodes.ts";
import { Editor } from "./editor.tsx";
import { History, remember } from "./history.tsx";
import { NamedQueries } from "./named.tsx";

// What draws it is large: it comes when somebody wants to see it.
const AnswerGraph = lazy(async () => ({ default: (await import("./answer-graph.tsx")).AnswerGraph }));

const first =
  "MATCH (r:Result)-[:OF_METHOD]->(m:Method)\nWHERE r.pr > 0.3\nRETURN m.id AS method, max(r.ar) AS ar, count(r) AS results\nORDER BY ar DESC\nLIMIT 20";

interface Result {
  columns: string[];
  rows: Row[];
  ms: number;
  /** Whether there are more rows than came. */
  truncated?: boolean;
  warnings?: string[];
}

/** The graph's own language: queries that only read, the library of named ones, and what they return. */
export function Cypher() {
  const { query } = useAddress();
  const [written, setWritten] = useState(query.get("q") ?? first);
  const [version, setVersion] = useState(0);
  const [params, setParams] = useState("{}");
  const [result, setResult] = useState<Result>();
  const [problem, setProblem] = useState<string>();
  const [running, setRunning] = useState(false);
  const library = useAnswer("queries", (signal) => call("listQueries", {}, { signal }));
  const put = (next: string) => {
    setWritten(next);
    setVersion(version + 1);
  };
  const run = async (before = "") => {
    let values: Record<string, unknown>;
    try {
      values = JSON.parse(params || "{}") as Record<string, unknown>;
    } catch {
      return setProblem('The parameters are no JSON; write them like {"method": "NS"}.');
    }
    setRunning(true);
    const started = performance.now();
    const answer = await call("runCypher", { body: { query: before + written, params: values } });
    setRunning(false);
    setProblem(answer.problem?.detail);
    if (!answer.data) return setResult(undefined);
    setResult({ ...answer.data, ms: performance.now() - started });
    if (before === "") {
      remember(written);
      setQuery({ q: written }, { replace: true });
    }
  };
  const rows = result?.rows;
  const canBeDrawn = useMemo(() => rows !== undefined && graphOf(rows, 1).nodes.length > 0, [rows]);
  const isDrawn = canBeDrawn && query.get("view") === "graph";
  const show = (view: string | null) => setQuery({ view }, { replace: true });
  const plain = useMemo(
    () =>
      rows?.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [name, typeof value === "object" ? text(value) : value]),
        ),
      ),
    [rows],
  );
  return (
    <>
      <h1>Cypher</h1>
      <div className="columns wide-left">
        <section className="stack" aria-label="The query">
          <Editor text={written} version={version} onChange={setWritten} onRun={() => run()} />
          <div className="row-of">
            <button type="button" className="button main" disabled={running} onClick={() => run()}>
              {running ? "Running …" : "Run"}
            </button>
            <span className="soft">Ctrl-Enter. Only reads are allowed.</span>
            <label className="field inline grow">
              Parameters
              <input
                className="grow"
                value={params}
                spellCheck={false}
                onChange={({ target }) => setParams(target.value)}
              />
            </label>
          </div>
          {problem && <Note kind="bad">{problem}</Note>}
          {result && (
            <div className="heading small">
              <span role="status">
                {result.rows.length} rows in {result.ms.toFixed(0)} ms
                {result.truncated && "; there are more, which are left out"}
              </span>
              <span className="grow" />
              {canBeDrawn && (
                <>
                  <button type="button" className="button tiny" aria-pressed={!isDrawn} onClick={() => show(null)}>
                    Table
                  </button>
                  <button type="button" className="button tiny" aria-pressed={isDrawn} onClick={() => show("graph")}>
                    Graph
                  </button>
                </>
              )}
              <button type="button" className="button tiny" onClick={() => save("rows.csv", { rows: plain ?? [] })}>
                CSV
              </button>
            </div>
          )}
          {result?.warnings?.map((warning) => (
            <Note key={warning}>{warning}</Note>
          ))}
          {!result && !problem && <Empty title="Its rows come here." />}
          {result && result.rows.length === 0 && <Empty title="No row." />}
          {result && result.rows.length > 0 && !isDrawn && (
            <Rows label="Rows" rows={result.rows} columns={result.columns} height={520} />
          )}
          {result && isDrawn && (
            <Suspense fallback={<Loading what="the picture" />}>
              <AnswerGraph rows={result.rows} />
            </Suspense>
          )}
        </section>
        <aside className="stack">
          <NamedQueries asked={library} onResult={setResult} onProblem={setProblem} />
          <History onTake={put} />
        </aside>
      </div>
    </>
  );
}
