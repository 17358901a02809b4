import { useState } from "react";
import { send } from "../api/ask.ts";
import { call, pathOf } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useJob } from "../api/use-job.ts";
import { save } from "../parts/save.ts";
import { Note } from "../parts/states.tsx";
import { percent } from "../words.ts";
import { CostSheet } from "./cost-sheet.tsx";
import type { WholeTrial } from "./shapes.ts";
import { Widths } from "./widths.tsx";

/** The model that a trial made: taken along in a format of choice, and what became of each layer. */
export function TrialModel({ trial, original }: { trial: WholeTrial; original: string | null }) {
  const hash = trial.artifact;
  const [failure, setFailure] = useState<string>();
  const exported = useJob();
  const cost = useJob();
  const model = useAnswer(hash, (signal) => call("showModel", { params: { model: hash! } }, { signal }));
  const before = useAnswer(original, (signal) => call("showModel", { params: { model: original! } }, { signal }));
  if (!hash)
    return (
      <section className="card stack">
        <h2>The model</h2>
        <p className="soft">None was kept of this trial.</p>
      </section>
    );
  const download = async (path: string, name: string) => {
    const { data, problem } = await send("get", path);
    setFailure(problem?.detail);
    if (data) save(name, { blob: await data.blob() });
  };
  const take = async (format: "onnx" | "savedmodel") => {
    const job = await exported.start(call("exportModel", { params: { model: hash }, body: { format } }));
    if (job?.state === "done") await download(`/api/v1/exports/${job.id}`, `${hash.slice(0, 12)}-${format}.zip`);
  };
  const problem = failure ?? model.problem?.detail ?? exported.failure ?? cost.failure;
  return (
    <section className="card stack">
      <h2>The model</h2>
      <p>
        <code className="wrap">{hash}</code>
      </p>
      <div className="row-of">
        <button
          type="button"
          className="button main"
          onClick={() => download(pathOf("downloadModel", { model: hash }), `${hash.slice(0, 12)}.zip`)}
        >
          Download
        </button>
        {(["onnx", "savedmodel"] as const).map((format) => (
          <button
            key={format}
            type="button"
            className="button"
            disabled={exported.running}
            onClick={() => take(format)}
          >
            {format === "onnx" ? "ONNX" : "SavedModel"}
          </button>
        ))}
        <button
          type="button"
          className="button"
          disabled={cost.running}
          onClick={() => cost.start(call("measureModel", { params: { model: hash }, body: {} }))}
        >
          Measure its cost
        </button>
      </div>
      <p className="soft">
        The download is what TensorFlow.js loads: model.json, weights.bin, card.json. ONNX and SavedModel are written
        and checked first.
      </p>
      {[exported, cost].map(
        ({ running, job }) =>
          running && (
            <Note key={job?.id ?? "asked"}>
              {job?.title ?? "Asked"}: {job?.progress ? percent(job.progress.done, 0) : (job?.state ?? "…")}
            </Note>
          ),
      )}
      {problem && <Note kind="bad">{problem}</Note>}
      {cost.job?.result && <CostSheet result={cost.job.result} />}
      {model.data && <Widths layers={model.data.layers} before={before.data?.layers} />}
    </section>
  );
}
