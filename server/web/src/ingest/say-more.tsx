import { type FormEvent, useId, useRef } from "react";
import type { Constants } from "./table-mapping.ts";

const fields = {
  network: "Network",
  dataset: "Data set",
  method: "Method",
  teacher: "Teacher",
  setting: "How it was run",
} as const satisfies Record<keyof Constants, string>;

/** Units, in a reader's words. */
const units = { "%": "%", K: "thousands (K)", M: "millions (M)", G: "billions (G)", x: "times (×)" } as const;

interface Props {
  /** Which column or row: `row 7`. */
  place: string;
  told: { readonly [Name in keyof Constants | "unit"]?: string | undefined };
  /** Whether its numbers have a unit. */
  hasUnit: boolean;
  busy: boolean;
  onTell: (told: Constants & { unit?: string }) => void;
}

/** What no cell says of one column or row: shown in short, and said in a dialog. */
export function SayMore({ place, told, hasUnit, busy, onTell }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const title = useId();
  const names = Object.keys(fields) as (keyof Constants)[];
  const short = [...names.map((name) => told[name]), hasUnit ? told.unit : undefined].filter(Boolean).join(", ");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    const form = new FormData(event.currentTarget);
    const given = [...names, "unit"].map((name) => [name, String(form.get(name) ?? "").trim()] as const);
    onTell(Object.fromEntries(given.filter(([, value]) => value !== "")));
  };
  return (
    <>
      <button
        type="button"
        className="button tiny more"
        disabled={busy}
        aria-label={`Say more of ${place}${short && `: ${short}`}`}
        title={short || `what ${place} is of`}
        onClick={() => dialog.current?.showModal()}
      >
        {short || "…"}
      </button>
      <dialog ref={dialog} className="card" aria-labelledby={title}>
        <form key={short} method="dialog" className="stack" onSubmit={submit}>
          <h2 id={title}>All of {place} is of</h2>
          {names.map((name) => (
            <label key={name} className="field">
              {fields[name]}
              <input name={name} defaultValue={told[name] ?? ""} maxLength={100} />
            </label>
          ))}
          {hasUnit && (
            <label className="field">
              Unit of its numbers
              <select name="unit" defaultValue={told.unit ?? ""}>
                <option value="">as the cells or the label say</option>
                {Object.entries(units).map(([unit, words]) => (
                  <option key={unit} value={unit}>
                    {words}
                  </option>
                ))}
              </select>
            </label>
          )}
          <div className="row-of">
            <button type="submit" className="button main">
              Read it so
            </button>
            <button type="button" className="button" onClick={() => dialog.current?.close()}>
              Leave it
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
