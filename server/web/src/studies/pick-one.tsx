import { at, setQuery, useAddress } from "../address.ts";
import { Link } from "../link.tsx";
import { Fact } from "../parts/fact.tsx";
import { change, count, percent } from "../words.ts";
import { pick } from "./figures.ts";
import { Scheme } from "./scheme.tsx";
import type { Views } from "./views.ts";

/** One trial of the front, with the reason: the knee, or by a preference of the reader's. */
export function PickOne({ study, front, onFocus }: Views) {
  const { query } = useAddress();
  const given = query.get("accuracy");
  const weight = given === null ? undefined : Math.min(1, Math.max(0, Number(given) / 100));
  const picked = pick(front, weight);
  return (
    <section className="card stack pick" aria-labelledby="pick">
      <h2 id="pick">Which one to take?</h2>
      {picked ? (
        <>
          <p className="big">
            <Link to={at`/studies/${study.name}/trials/${picked.trial.number}`}>Trial {picked.trial.number}</Link>
          </p>
          <Scheme of={picked.trial.scheme} />
          <dl className="facts">
            <Fact name="parameters">
              {count(picked.trial.parameters)} <small>PR {percent(picked.trial.pr)}</small>
            </Fact>
            <Fact name="accuracy (test)">
              {percent(picked.trial.accuracy)} <small>AR {change(picked.trial.ar)}</small>
            </Fact>
            <Fact name="FLOPs">FR {percent(picked.trial.fr)}</Fact>
          </dl>
          <p>{picked.why}</p>
          <label className="field">
            <span>{weight === undefined ? "Or say what counts" : `Accuracy counts ${Math.round(100 * weight)} %`}</span>
            <input
              type="range"
              min="0"
              max="100"
              step="5"
              value={weight === undefined ? 50 : 100 * weight}
              aria-valuetext={weight === undefined ? "not set" : `accuracy ${Math.round(100 * weight)} %`}
              onChange={({ target }) => setQuery({ accuracy: target.value }, { replace: true })}
            />
            <span className="ends">
              <span>small</span>
              <span>accurate</span>
            </span>
          </label>
          <div className="row-of">
            {weight !== undefined && (
              <button
                type="button"
                className="button tiny"
                onClick={() => setQuery({ accuracy: null }, { replace: true })}
              >
                Take the knee
              </button>
            )}
            <button type="button" className="button tiny" onClick={() => onFocus(picked.trial.number)}>
              Show it in the views
            </button>
          </div>
        </>
      ) : (
        <p className="soft">No trial reaches the target of {percent(study.target, 0)} fewer parameters yet.</p>
      )}
    </section>
  );
}
