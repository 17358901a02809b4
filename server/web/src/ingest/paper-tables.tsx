import type { Proposal } from "../../../../ingest/index.ts";
import { RoleOf } from "./roles.tsx";
import { eachAlone, type TableMapping, turnedOver, withColumn, withRow } from "./table-mapping.ts";
import { Told } from "./told.tsx";

type Counted = Proposal["counts"][number];
type Printed = NonNullable<Counted["printed"]>;

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

interface OfTable {
  name: string;
  mapping: TableMapping;
  printed: Printed;
  busy: boolean;
  onMap: (mapping: TableMapping) => void;
}

/** The table, with a choice over each column and before each row. */
function PrintedRows({ name, mapping, printed: { labels, rows }, busy, onMap }: OfTable) {
  const width = Math.max(0, ...rows.map(({ cells }) => cells.length));
  const said = eachAlone(mapping.rows);
  return (
    <section className="scroll" tabIndex={0} aria-label={`Columns of ${name}`}>
      <table className="plain mapped">
        {!mapping.turned && (
          <thead>
            <tr>
              <td />
              {Array.from({ length: width }, (_, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
                <th key={column} scope="col">
                  <Column {...{ number: column + 1, labels, mapping, busy, onMap }} />
                </th>
              ))}
            </tr>
          </thead>
        )}
        <tbody>
          {rows.map(({ number, isLabel, cells }, at) => {
            const is = isLabel ? "labels" : (said[number]?.is ?? "result");
            return (
              <tr key={number} className={is}>
                <th scope="row">
                  {mapping.turned ? (
                    number
                  ) : (
                    <select
                      aria-label={`What is row ${number}?`}
                      disabled={busy}
                      value={is}
                      onChange={({ target: { value } }) =>
                        onMap(
                          value === "labels"
                            ? { ...mapping, headerRows: at + 1 }
                            : isLabel
                              ? { ...mapping, headerRows: at }
                              : withRow(mapping, number, value as "result" | "baseline" | "ignore"),
                        )
                      }
                    >
                      <option value="labels">labels, down to here</option>
                      <option value="result">{isLabel ? "data, from here on" : "a result"}</option>
                      {!isLabel && <option value="baseline">the original</option>}
                      {!isLabel && <option value="ignore">nothing of use</option>}
                    </select>
                  )}
                </th>
                {cells.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place.
                  <td key={column} className="text">
                    {cell}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
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

function Column(o: { number: number; labels: string[]; mapping: TableMapping; busy: boolean; onMap: Props["onMap"] }) {
  return (
    <RoleOf
      is={eachAlone(o.mapping.columns)[o.number]?.is ?? "ignore"}
      label={`What is ${o.labels[o.number - 1] || `column ${o.number}`}?`}
      busy={o.busy}
      onRole={(is) => o.onMap(withColumn(o.mapping, o.number, is))}
    />
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
