import { type FormEvent, type ReactNode, useState } from "react";
import { at, go, useAddress } from "../address.ts";
import { call, type Given } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Note } from "../parts/states.tsx";
import { count, percent } from "../words.ts";

type Algorithm = NonNullable<Given<"createStudy">["body"]["algorithm"]>;

const algorithms: Record<Algorithm, string> = {
  progressive: "progressive: learns from every step",
  recurrent: "recurrent: the same with a recurrent model",
  paper: "paper: Algorithm 2 as it is printed",
  evolution: "evolution: NSGA-II over schemes",
  reinforcement: "reinforcement: a controller of whole schemes",
  random: "random schemes",
  "random-extension": "random extensions of schemes",
  grid: "grid: each strategy by itself",
};

/** A form for a study; everything but the model has a sensible value. */
export function NewStudy() {
  const { query } = useAddress();
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const methods = useAnswer("methods", (signal) => call("listMethods", { query: { executable: "true" } }, { signal }));
  const models = useAnswer("models", (signal) => call("listModels", {}, { signal }));
  const runnable = methods.data?.methods ?? [];
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const value = (name: string, usual: string) => query.get(name) ?? usual;
  const begin = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const number = (name: string) => Number(text(name));
    const chosen = runnable.map(({ id }) => id).filter((id) => !left.has(id));
    const body: Given<"createStudy">["body"] = {
      ...(text("name") && { name: text("name") }),
      model: text("model"),
      target: number("target") / 100,
      algorithm: text("algorithm") as Algorithm,
      trials: number("trials"),
      maxLength: number("maxLength"),
      seed: number("seed"),
      confirm: number("confirm"),
      pruning: form.get("pruning") !== null,
      ...(left.size > 0 && { methods: chosen }),
      ...(text("keep") && { keep: text("keep").split(/\s+/) }),
      ...(text("roundTo") && { roundTo: number("roundTo") }),
      ...(text("objective") && { objective: text("objective") as "flops" | "latency" }),
    };
    setBusy(true);
    const answer = await call("createStudy", { body });
    setBusy(false);
    setProblem(answer.problem?.detail);
    if (answer.data) go(at`/studies/${answer.data.name}`);
  };
  return (
    <>
      <p className="crumbs">
        <Link to="/studies">Studies</Link>
      </p>
      <h1>New study</h1>
      <form className="card form" onSubmit={begin}>
        <Field label="Model" help="Name or hash of a trained model; automc model train makes one.">
          <input
            name="model"
            list="models"
            required
            autoComplete="off"
            defaultValue={value("model", "")}
            key={value("model", "")}
          />
        </Field>
        <datalist id="models">
          {models.data?.models.map(({ hash, name, testAccuracy, parameters }) => (
            <option key={hash} value={name ?? hash}>
              {count(parameters)} parameters, {percent(testAccuracy)}
            </option>
          ))}
        </datalist>
        <Field label="Target" help="Least share of the parameters to remove, in per cent.">
          <input
            name="target"
            type="number"
            min="0"
            max="95"
            step="any"
            required
            defaultValue={Number((100 * Number(value("target", "0.3"))).toFixed(3))}
          />
        </Field>
        <Field label="Trials" help="How many schemes to run and measure.">
          <input name="trials" type="number" min="1" max="10000" required defaultValue={value("trials", "12")} />
        </Field>
        <Field label="Search" help="How the next scheme is chosen.">
          <select name="algorithm" defaultValue={value("algorithm", "progressive")}>
            {Object.entries(algorithms).map(([name, title]) => (
              <option key={name} value={name}>
                {title}
              </option>
            ))}
          </select>
        </Field>
        <details>
          <summary>More: name, seed, length, methods, a third objective, layers to keep, widths</summary>
          <div className="form">
            <Field label="Name" help="Made from the model, the search and the seed where it is empty.">
              <input name="name" defaultValue={value("name", "")} />
            </Field>
            <Field label="Seed" help="Repeats a study exactly.">
              <input name="seed" type="number" min="0" defaultValue={value("seed", "1")} />
            </Field>
            <Field label="Most steps" help="L: most steps in a scheme, 1 to 5.">
              <input name="maxLength" type="number" min="1" max="5" defaultValue={value("maxLength", "5")} />
            </Field>
            <Field label="Confirm" help="Run the front again at the end, each scheme with so many other seeds.">
              <input name="confirm" type="number" min="0" max="100" defaultValue={value("confirm", "0")} />
            </Field>
            <Field label="Third objective" help="Beside accuracy and parameters.">
              <select name="objective" defaultValue={value("objective", "")}>
                <option value="">none</option>
                <option value="flops">FLOPs</option>
                <option value="latency">latency on this machine</option>
              </select>
            </Field>
            <Field
              label="Layers to keep"
              help="Names with spaces between; * stands for any letters. They keep their width."
            >
              <input name="keep" defaultValue={value("keep", "")} autoComplete="off" />
            </Field>
            <Field label="Widths" help="Those that change become multiples of this number; empty for any width.">
              <input name="roundTo" type="number" min="2" max="1024" defaultValue={value("roundTo", "")} />
            </Field>
            <label className="check">
              <input type="checkbox" name="pruning" defaultChecked={value("pruning", "true") === "true"} />
              End trainings early that will hardly beat the front
            </label>
            <fieldset>
              <legend>Methods to choose from</legend>
              {runnable.map(({ id, name }) => (
                <label key={id} className="check">
                  <input
                    type="checkbox"
                    checked={!left.has(id)}
                    onChange={() => {
                      const next = new Set(left);
                      if (!next.delete(id)) next.add(id);
                      setLeft(next);
                    }}
                  />
                  {id} <span className="soft">{name}</span>
                </label>
              ))}
              {methods.data && runnable.length === 0 && (
                <p className="soft">None in the graph can run; ingest a card, or run npm start.</p>
              )}
            </fieldset>
          </div>
        </details>
        {problem && <Note kind="bad">{problem}</Note>}
        <div>
          <button type="submit" className="button main" disabled={busy}>
            {busy ? "Starting …" : "Begin"}
          </button>
        </div>
      </form>
    </>
  );
}

function Field({ label, help, children }: { label: string; help: string; children: ReactNode }) {
  return (
    <label className="field">
      <span>{label}</span>
      {children}
      <small className="soft">{help}</small>
    </label>
  );
}
