import { type FormEvent, useState } from "react";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { useJob } from "../api/use-job.ts";
import { JobNote } from "../jobs/job-note.tsx";
import { Confirm } from "../parts/confirm.tsx";
import { NameField } from "../parts/name-field.tsx";
import { Failed, Loading, Note } from "../parts/states.tsx";
import { count } from "../words.ts";

/** The images that models are trained and measured on: those that can be had, and one's own. */
export function Datasets() {
  const [turn, setTurn] = useState(0);
  const asked = useAnswer(`datasets ${turn}`, (signal) => call("listDatasets", {}, { signal }), { keep: true });
  const [failure, setFailure] = useState<string>();
  const changed = () => setTurn((before) => before + 1);
  const remove = async (name: string) => {
    const { problem } = await call("removeDataset", { params: { name } });
    setFailure(problem?.detail);
    changed();
  };
  return (
    <>
      <h1>Data sets</h1>
      {failure && <Note kind="bad">{failure}</Note>}
      {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
      {!asked.data && asked.loading && <Loading what="data sets" />}
      <ul className="ingests">
        {asked.data?.datasets.map(({ name, title, classes, shape, images, licence, own, present, howToGet }) => (
          <li key={name} className="card stack">
            <div className="row-of">
              <span className="about">
                <strong>{title || name}</strong> <code>{name}</code>
              </span>
              <span className={present ? "badge good" : "badge info"}>{present ? "here" : "not here"}</span>
              {own && (
                <Confirm
                  label="Remove"
                  question={`Remove ${name} with its ${count(images.train + images.test)} images? Models that were made from it stay.`}
                  onYes={() => remove(name)}
                />
              )}
            </div>
            <p className="soft">
              {count(images.train)} images to train with and {count(images.test)} to test on, {classes.length} classes,{" "}
              {shape[0]} × {shape[1]} × {shape[2]}; licence: {licence || "not said"}
            </p>
            {howToGet && <p className="soft">{howToGet}</p>}
          </li>
        ))}
      </ul>
      <AddImages onAdded={changed} />
    </>
  );
}

/** A form for images of one's own. */
function AddImages({ onAdded }: { onAdded: () => void }) {
  const adding = useJob();
  const [added, setAdded] = useState<string>();
  const add = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const file = form.get("file") as File;
    const optional = Object.fromEntries(
      ["size", "title", "licence"].map((name) => [name, text(name)]).filter(([, value]) => value !== ""),
    );
    const query = { name: text("name"), test: Number(text("test")) / 100, ...optional };
    setAdded(undefined);
    const asked = call("addDataset", { query }, { file: { bytes: file, mediaType: "application/octet-stream" } });
    const job = await adding.start(asked);
    if (job?.state === "done") {
      setAdded(query.name);
      onAdded();
    }
  };
  return (
    <section aria-labelledby="add">
      <h2 id="add">Add images of your own</h2>
      <form className="card form" onSubmit={add}>
        <label className="field">
          File
          <input type="file" name="file" required accept=".zip,.npz" />
          <small className="soft">
            a .zip with a folder for each class (PNG, JPEG, WebP), with or without train and test above them; or a .npz
            with x and y
          </small>
        </label>
        <NameField />
        <label className="field">
          Size of every image
          <input name="size" placeholder="as the images are; or 96x128" pattern="\d{1,3}x\d{1,3}" />
        </label>
        <label className="field">
          To test on, %
          <input name="test" type="number" min={1} max={90} defaultValue={20} required />
          <small className="soft">where the file has no test images of its own</small>
        </label>
        <label className="field">
          Title
          <input name="title" maxLength={1000} />
        </label>
        <label className="field">
          Licence
          <input name="licence" maxLength={1000} />
        </label>
        <button type="submit" className="button main" disabled={adding.running}>
          Add
        </button>
        <JobNote work={adding} />
        {added && <Note kind="good">{added} is here; models can be trained on it.</Note>}
      </form>
    </section>
  );
}
