import { at } from "../address.ts";
import { call } from "../api/calls.ts";
import { useQuery } from "../api/queries.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Badge, Empty, Failed, Loading, Note } from "../parts/states.tsx";
import { count } from "../words.ts";
import { Part } from "./part.tsx";
import { Rows } from "./rows.tsx";

/** A method: what it is made of, its settings, what papers report of it, and what is like it. */
export function MethodPage({ of: [id = ""] }: { of: string[] }) {
  const asked = useAnswer(id, (signal) => call("showMethod", { params: { id } }, { signal }));
  const record = useQuery("method-record", { method: id });
  const papers = useQuery("papers-of-method", { method: id });
  const like = useQuery("methods-sharing-techniques", { method: id, limit: 20 });
  const results = useAnswer(`results of ${id}`, (signal) =>
    call("listResults", { query: { method: id, limit: 2000 } }, { signal }),
  );
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return <Loading what={`method ${id}`} />;
  const method = asked.data;
  return (
    <article>
      <p className="crumbs">
        <Link to="/knowledge">Knowledge</Link> / <Link to="/knowledge?list=methods">Methods</Link>
      </p>
      <div className="heading">
        <h1>
          {method.id} <span className="soft">{method.name}</span>
        </h1>
        {method.executable ? <Badge of="yes">runs here</Badge> : <Badge of="knowledge">knowledge</Badge>}
        <span className="grow" />
        <Link className="button" to={`/explore?at=${encodeURIComponent(`Method:${id}`)}`}>
          Explore
        </Link>
      </div>
      {method.knowledgeOnly && <Note>{method.knowledgeOnly}</Note>}
      <div className="columns">
        <section className="card stack">
          <h2>Techniques</h2>
          {method.techniques.length === 0 && <p className="soft">None stated.</p>}
          <ul>
            {method.techniques.map((technique) => (
              <li key={technique.id}>
                {technique.name} <span className="soft">{technique.id}</span>
              </li>
            ))}
          </ul>
          <h2>Papers that propose it</h2>
          <ul>
            {method.papers.map((paper) => (
              <li key={paper.id}>
                <Link to={at`/knowledge/papers/${paper.id}`}>{paper.title}</Link>
              </li>
            ))}
          </ul>
        </section>
        <section className="card">
          <h2>Settings</h2>
          <p className="soft">{count(method.strategies)} strategies: one for each full choice.</p>
          <table className="plain">
            <tbody>
              {method.hyperparameters.map((each) => (
                <tr key={each.id}>
                  <th scope="row">
                    {each.id} <span className="soft">{each.name}</span>
                  </th>
                  <td>
                    {each.values.join(", ")} <span className="soft">{each.unit}</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
      {method.notes.length > 0 && (
        <details className="card">
          <summary>
            {method.notes.length} {method.notes.length === 1 ? "note" : "notes"} on how it is run here
          </summary>
          <ul>
            {method.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      )}
      <Part title="On which tasks it does well" asked={record} empty="No result of it is published here." />
      <Part title="Papers with results of it" asked={papers} empty="No paper here reports on it." />
      <section aria-labelledby="results">
        <h2 id="results">Published results, each with its place</h2>
        {results.data && results.data.results.length > 0 ? (
          <Rows
            label="Published results"
            rows={results.data.results}
            columns={["taskId", "ar", "pr", "fr", "accuracy", "baseAccuracy", "variant", "flags", "source"]}
          />
        ) : (
          results.data && <Empty title="None yet." />
        )}
      </section>
      <Part title="Methods that share techniques" asked={like} empty="No other method uses its techniques." />
    </article>
  );
}
