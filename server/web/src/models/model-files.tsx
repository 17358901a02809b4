import { useState } from "react";
import { send } from "../api/ask.ts";
import { call, pathOf } from "../api/calls.ts";
import { useJob } from "../api/use-job.ts";
import { JobNote } from "../jobs/job-note.tsx";
import { save } from "../parts/save.ts";
import { Note } from "../parts/states.tsx";
import { CostSheet } from "../studies/cost-sheet.tsx";

/** A stored model, taken along in a format of choice, and what it costs. */
export function ModelFiles({ hash }: { hash: string }) {
  const [failure, setFailure] = useState<string>();
  const exported = useJob();
  const cost = useJob();
  const download = async (path: string, name: string) => {
    const { data, problem } = await send("get", path);
    setFailure(problem?.detail);
    if (data) save(name, { blob: await data.blob() });
  };
  const take = async (format: "onnx" | "savedmodel") => {
    const job = await exported.start(call("exportModel", { params: { model: hash }, body: { format } }));
    if (job?.state === "done") await download(`/api/v1/exports/${job.id}`, `${hash.slice(0, 12)}-${format}.zip`);
  };
  return (
    <>
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
      {[exported, cost].map((work, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: there are these two.
        <JobNote key={at} work={work} />
      ))}
      {failure && <Note kind="bad">{failure}</Note>}
      {cost.job?.result && <CostSheet result={cost.job.result} />}
    </>
  );
}
