import type { FormEvent } from "react";

interface Props<Name extends string> {
  label: string;
  /** What each field is called. */
  fields: Readonly<Record<Name, string>>;
  told: { readonly [Field in Name]?: string | number | undefined };
  busy: boolean;
  /** What is told now; an empty field is not there. */
  onTell: (told: { [Field in Name]?: string }) => void;
}

/** What a person says that the document does not: fields that are read together. */
export function Told<Name extends string>({ label, fields, told, busy, onTell }: Props<Name>) {
  const names = Object.keys(fields) as Name[];
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const given = names.map((name) => [name, String(form.get(name) ?? "").trim()] as const);
    onTell(Object.fromEntries(given.filter(([, value]) => value !== "")) as { [Field in Name]?: string });
  };
  return (
    <details>
      <summary className="soft">{label} …</summary>
      <form className="row-of told" aria-label={label} onSubmit={submit}>
        {names.map((name) => (
          <label key={name} className="field">
            {fields[name]}
            <input name={name} defaultValue={told[name] ?? ""} maxLength={100} />
          </label>
        ))}
        <button type="submit" className="button" disabled={busy}>
          Read it so
        </button>
      </form>
    </details>
  );
}
