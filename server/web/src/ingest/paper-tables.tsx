import type { Proposal } from "../../../../ingest/index.ts";
import { Column, type OfTable, PrintedRows } from "./printed-rows.tsx";
import { type TableMapping, turnedOver } from "./table-mapping.ts";
import { Told } from "./told.tsx";

interface Props {
  counts: Proposal["counts"];
  busy: boolean;
  /** A table of which a person has said something. */
  onMap: (mapping: TableMapping) => void;
}

/** A paper's tables as they are printed, and what each column and row was taken for: what is wrong is said there. */
export function PaperTables({ counts, busy, onMap }: Props) {
  const tables = counts.flatMap(({ mapping, printed, ...table }) =>
    mapping && printed ? [{ ...table, mapping, printed }] : [],
  );
  return tables.map(({ index, name, figures, used, mapping, printed }) => (
    <details key={index} open={tables.length < 3}>
      <summary>
        {name}: {used} of {figures} figures are used. <span className="soft">What are its columns and rows?</span>
      </summary>
      {mapping.turned && <Labels {...{ name, mapping, printed, busy, onMap }} />}
      <PrintedRows {...{ name, mapping, printed, busy, onMap }} />
      <WholeTable {...{ name, mapping, busy, onMap }} />
    </details>
  ));
}

/** Labels that stand before the rows, each with a choice. */
function Labels({ name, mapping, printed: { labels }, busy, onMap }: OfTable) {
  return (
    <fieldset className="row-of" aria-label={`Labels of ${name}`}>
      {labels.map((label, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a label is its place.
        <label key={at} className="field">
          {label || `labels over columns ${at + 1}`}
          <Column {...{ number: at + 1, labels, mapping, busy, onMap }} />
        </label>
      ))}
    </fieldset>
  );
}

const constants = {
  network: "Network",
  dataset: "Data set",
  method: "Method",
  teacher: "Teacher",
  setting: "How it was run",
  baseAccuracy: "Accuracy before",
} as const;

/** What no cell of the table says, and how it stands. */
function WholeTable({ name, mapping, busy, onMap }: Omit<OfTable, "printed">) {
  const tell = ({ baseAccuracy, ...texts }: { [Name in keyof typeof constants]?: string }) => {
    const percent = /^(.*)%$/.exec(baseAccuracy ?? "")?.[1];
    const base = baseAccuracy && { baseAccuracy: percent ? Number(percent) / 100 : Number(baseAccuracy) };
    onMap({ ...mapping, constants: { ...texts, ...base } });
  };
  return (
    <div className="row-of">
      <Told label={`All of ${name} is of`} fields={constants} told={mapping.constants} busy={busy} onTell={tell} />
      <label className="check">
        <input
          type="checkbox"
          checked={mapping.turned === true}
          disabled={busy}
          onChange={() => onMap(turnedOver(mapping))}
        />
        labels are before the rows
      </label>
      <label className="check">
        <input
          type="checkbox"
          checked={mapping.skip === true}
          disabled={busy}
          onChange={() => onMap({ ...mapping, skip: !mapping.skip })}
        />
        no results here
      </label>
    </div>
  );
}
