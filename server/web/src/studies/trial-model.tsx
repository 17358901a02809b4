import { at } from "../address.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { ModelFiles } from "../models/model-files.tsx";
import { Note } from "../parts/states.tsx";
import type { WholeTrial } from "./shapes.ts";
import { Widths } from "./widths.tsx";

/** The model that a trial made: taken along in a format of choice, and what became of each layer. */
export function TrialModel({ trial, original }: { trial: WholeTrial; original: string | null }) {
  const hash = trial.artifact;
  const model = useAnswer(hash, (signal) => call("showModel", { params: { model: hash! } }, { signal }));
  const before = useAnswer(original, (signal) => call("showModel", { params: { model: original! } }, { signal }));
  if (!hash)
    return (
      <section className="card stack">
        <h2>The model</h2>
        <p className="soft">None was kept of this trial.</p>
      </section>
    );
  return (
    <section className="card stack">
      <h2>The model</h2>
      <p>
        <Link to={at`/models/${hash}`}>
          <code className="wrap">{hash}</code>
        </Link>
      </p>
      <ModelFiles hash={hash} />
      {model.problem && <Note kind="bad">{model.problem.detail}</Note>}
      {model.data && <Widths layers={model.data.layers} before={before.data?.layers} />}
    </section>
  );
}
