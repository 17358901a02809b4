import type { FormEvent } from "react";
import { call, type Given } from "../api/calls.ts";
import { useJob } from "../api/use-job.ts";
import { JobNote } from "../jobs/job-note.tsx";
import { NameField } from "../parts/name-field.tsx";
import { Note } from "../parts/states.tsx";
import { DataField } from "./train-model.tsx";

type Input = NonNullable<Given<"importModel">["query"]["input"]>;

const inputs: Record<Input, string> = {
  standardised: "by the data's mean and deviation",
  unit: "from 0 to 1",
  signed: "from -1 to 1",
  bytes: "bytes, 0 to 255",
  imagenet: "by ImageNet's mean and deviation",
};

/** Takes in a model of Keras or in ONNX, which is measured on data that it knows. */
export function ImportModel({ onMade }: { onMade: () => void }) {
  const importing = useJob();
  const take = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const file = { bytes: form.get("file") as File, mediaType: "application/octet-stream" };
    const query = { name: text("name"), data: text("data"), input: text("input") as Input };
    const job = await importing.start(call("importModel", { query }, { file }));
    if (job?.state === "done") onMade();
  };
  return (
    <form className="card stack" aria-label="Take a model in" onSubmit={take}>
      <h2>Take a model in</h2>
      <label className="field">
        File
        <input type="file" name="file" required accept=".keras,.h5,.onnx" />
        <small className="soft">Keras (.keras, .h5) or ONNX; what would compute something else here is refused</small>
      </label>
      <NameField />
      <DataField />
      <label className="field">
        It wants its pixels
        <select name="input">
          {Object.entries(inputs).map(([input, words]) => (
            <option key={input} value={input}>
              {words}
            </option>
          ))}
        </select>
      </label>
      <button type="submit" className="button main" disabled={importing.running}>
        Take it in
      </button>
      <JobNote work={importing} />
      {importing.job?.state === "done" && <Note kind="good">It is stored, and measured.</Note>}
    </form>
  );
}
