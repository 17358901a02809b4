import { change, count, percent, seconds, short } from "../words.ts";
import type { Study, WholeTrial } from "./shapes.ts";

/** What a trial came to, beside the original. */
export function TrialFigures({ trial, study }: { trial: Exclude<WholeTrial, { state: "failed" }>; study: Study }) {
  const ms = (value: number | null) => (value === null ? "–" : `${value.toFixed(2)} ms`);
  const rows = [
    ["accuracy (test)", percent(trial.baseAccuracy), percent(trial.accuracy), `AR ${change(trial.ar)}`],
    [
      "accuracy (validation)",
      percent(study.baseValidationAccuracy),
      percent(trial.validationAccuracy),
      `AR ${change(trial.validationAr)}`,
    ],
    ["parameters", count(study.baseParameters), count(trial.parameters), `PR ${percent(trial.pr)}`],
    ["FLOPs of one image", short(study.baseFlops), short(trial.flops), `FR ${percent(trial.fr)}`],
    ...(trial.latencyMs === null
      ? []
      : [["latency of one image", ms(trial.baseLatencyMs), ms(trial.latencyMs), `LR ${percent(trial.lr)}`]]),
  ];
  return (
    <section className="card">
      <h2>What came of it</h2>
      <table className="plain">
        <thead>
          <tr>
            {["figure", "original", "this model", "change"].map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([name, ...cells]) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {cells.map((cell) => (
                <td key={cell}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="soft">
        It took {seconds(trial.seconds)} of work.
        {trial.predictedArStep !== null &&
          ` The search expected ${change(trial.predictedArStep)} of accuracy from its last step; ${change(trial.arStep)} came.`}
      </p>
      {trial.confirmation && (
        <p>
          With {trial.confirmation.runs.length} other seeds: AR {change(trial.confirmation.ar.mean)}
          {trial.confirmation.ar.error !== null && ` ± ${percent(trial.confirmation.ar.error)}`}; it{" "}
          {trial.confirmation.survives ? "stays on" : "leaves"} the front by its means.
        </p>
      )}
    </section>
  );
}
