import { type FormEvent, useState } from "react";
import type { Returned } from "../api/calls.ts";
import { askQuery } from "../api/queries.ts";
import type { Asked } from "../api/use-answer.ts";
import { Failed } from "../parts/states.tsx";

type Library = Returned<"listQueries">;

interface Props {
  asked: Asked<Library>;
  onResult: (result: { columns: string[]; rows: Record<string, unknown>[]; ms: number }) => void;
  onProblem: (problem: string | undefined) => void;
}

/** The library of named queries: choose a question, fill in what it is about, and read the answer. */
export function NamedQueries({ asked, onResult, onProblem }: Props) {
  const [name, setName] = useState("");
  const chosen = asked.data?.queries.find((each) => each.name === name);
  const run = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!chosen) return;
    const form = new FormData(event.currentTarget);
    const given = chosen.parameters.flatMap(({ name: each }) => {
      const value = String(form.get(each) ?? "").trim();
      return value === "" ? [] : [[each, value] as const];
    });
    const started = performance.now();
    const { data, problem } = await askQuery(chosen.name, Object.fromEntries(given));
    onProblem(problem?.detail);
    if (data)
      onResult({
        columns: chosen.columns.map((column) => column.name),
        rows: data.rows,
        ms: performance.now() - started,
      });
  };
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  return (
    <section className="card stack" aria-labelledby="named">
      <h2 id="named">Questions with a name</h2>
      <select aria-label="Question" value={name} onChange={({ target }) => setName(target.value)}>
        <option value="">choose one of {asked.data?.queries.length ?? "…"}</option>
        {asked.data?.queries.map((each) => (
          <option key={each.name} value={each.name}>
            {each.title}
          </option>
        ))}
      </select>
      {chosen && (
        <form key={name} className="stack" onSubmit={run}>
          <p className="soft">{chosen.description}</p>
          {chosen.parameters.map((each) => (
            <label key={each.name} className="field">
              {each.name}
              {each.choices.length > 0 ? (
                <select name={each.name} defaultValue={String(each.default ?? "")}>
                  {!each.needed && <option value="">{each.default === null ? "any" : String(each.default)}</option>}
                  {each.choices.map((choice) => (
                    <option key={choice}>{choice}</option>
                  ))}
                </select>
              ) : (
                <input
                  name={each.name}
                  required={each.needed}
                  placeholder={String(each.default ?? each.example ?? "")}
                />
              )}
              <small className="soft">{each.description}</small>
            </label>
          ))}
          <button type="submit" className="button main">
            Ask
          </button>
        </form>
      )}
    </section>
  );
}
