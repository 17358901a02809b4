import type { FormEvent } from "react";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useJob } from "../api/use-job.ts";
import { JobNote } from "../jobs/job-note.tsx";
import { NameField } from "../parts/name-field.tsx";
import { Note } from "../parts/states.tsx";

/** Trains a network of ours from random weights. */
export function TrainModel({ onMade }: { onMade: () => void }) {
  const training = useJob();
  const train = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const job = await training.start(
      call("trainModel", {
        body: {
          ...{ name: text("name"), network: text("network"), data: text("data") },
          ...{ epochs: Number(text("epochs")), seed: Number(text("seed")), sample: Number(text("sample")) / 100 },
        },
      }),
    );
    if (job?.state === "done") onMade();
  };
  return (
    <form className="card stack" aria-label="Train a network" onSubmit={train}>
      <h2>Train a network</h2>
      <label className="field">
        Network
        <input name="network" required maxLength={64} defaultValue="resnet8" autoComplete="off" />
        <small className="soft">resnet8, resnet20, resnet56, vgg16, mobilenetv2, …: an unknown name lists all</small>
      </label>
      <NameField />
      <DataField />
      <label className="field">
        Epochs
        <input name="epochs" type="number" min={1} max={10000} defaultValue={10} required />
      </label>
      <label className="field">
        Of its images, %
        <input name="sample" type="number" min={1} max={100} defaultValue={100} required />
      </label>
      <label className="field">
        Seed
        <input name="seed" type="number" min={0} max={2147483647} defaultValue={1} required />
      </label>
      <button type="submit" className="button main" disabled={training.running}>
        Train
      </button>
      <JobNote work={training} />
      {training.job?.state === "done" && <Note kind="good">It is trained and stored.</Note>}
    </form>
  );
}

/** On which images: of the data sets that are here. */
export function DataField() {
  const asked = useAnswer("datasets", (signal) => call("listDatasets", { query: { present: "true" } }, { signal }));
  return (
    <label className="field">
      Data
      <select name="data" required>
        {asked.data?.datasets.map(({ name, title }) => (
          <option key={name} value={name}>
            {title || name}
          </option>
        ))}
      </select>
    </label>
  );
}
