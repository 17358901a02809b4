import { type FormEvent, useEffect, useState } from "react";
import { at, setQuery } from "../address.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Failed, Loading } from "../parts/states.tsx";
import { change, percent } from "../words.ts";

/** The strategies nearest to one, what they share with it, and how they did. */
export function Nearest({ strategy }: { strategy: string | undefined }) {
  const [typed, setTyped] = useState(strategy ?? "");
  useEffect(() => setTyped(strategy ?? ""), [strategy]);
  const asked = useAnswer(strategy ?? null, (signal) =>
    call("nearestStrategies", { query: { strategy: strategy!, limit: 12 } }, { signal }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setQuery({ strategy: typed.trim() }, { replace: true });
  };
  return (
    <section className="card stack" aria-labelledby="nearest">
      <h2 id="nearest">Nearest strategies</h2>
      <form className="stack" onSubmit={submit}>
        <label className="field">
          Strategy
          <input
            value={typed}
            placeholder="SFP(HP2=0.2,HP9=0.1,HP10=1)"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
        <button type="submit" className="button" disabled={typed.trim() === ""}>
          Look
        </button>
      </form>
      {strategy === undefined && <p className="soft">Click a point of the map, or write a strategy.</p>}
      {asked.problem && <Failed problem={asked.problem} />}
      {asked.loading && <Loading what="what is near" />}
      <ol className="nearest">
        {asked.data?.rows.map((row) => (
          <li key={row.id}>
            <Link to={at`/embeddings?strategy=${row.id}`}>{row.id}</Link>{" "}
            <span className="soft">{percent(row.similarity)}</span>
            <br />
            <small className="soft">
              {row.sharedSettings.length > 0 && `shares ${row.sharedSettings.join(", ")}. `}
              {!row.sameMethod && row.sharedTechniques.length > 0 && `techniques: ${row.sharedTechniques.join(", ")}. `}
              {row.measured
                .slice(0, 1)
                .map(({ ar, pr, taskId }) => `measured here: AR ${change(ar)}, PR ${percent(pr)} on ${taskId}. `)}
              {row.published
                .slice(0, 1)
                .map(({ ar, pr, source }) => `published: AR ${change(ar)}, PR ${percent(pr)} (${source}). `)}
            </small>
          </li>
        ))}
      </ol>
    </section>
  );
}
