import { useState } from "react";
import type { Proposal } from "../../../../ingest/index.ts";
import { Pager } from "../parts/pager.tsx";
import { isOfWords, RoleOf } from "./roles.tsx";
import { SayMore } from "./say-more.tsx";
import { eachAlone, type TableMapping, withColumn, withColumnOf, withRow, withRowOf } from "./table-mapping.ts";

type Printed = NonNullable<Proposal["counts"][number]["printed"]>;

/** A table of a paper, and what is said of it. */
export interface OfTable {
  name: string;
  mapping: TableMapping;
  printed: Printed;
  busy: boolean;
  onMap: (mapping: TableMapping) => void;
}

const atOnce = 50;

/** The table, fifty rows at a time, with a choice over each column and before each row. */
export function PrintedRows({ name, mapping, printed: { labels, rows, left }, busy, onMap }: OfTable) {
  const [from, setFrom] = useState(0);
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const said = eachAlone(mapping.rows);
  const pager = <Pager what={name} from={from} size={atOnce} of={rows.length} onFrom={setFrom} />;
  return (
    <>
      {pager}
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
            {rows.slice(from, from + atOnce).map(({ number, isLabel, cells }, i) => {
              const at = from + i;
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
                    {!mapping.turned && !isLabel && (
                      <SayMore
                        place={`row ${number}`}
                        told={said[number] ?? {}}
                        hasUnit={false}
                        busy={busy}
                        onTell={(told) => onMap(withRowOf(mapping, number, told))}
                      />
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
      {left > 0 && <p className="soft">{left.toLocaleString("en")} rows more are read, and not shown here.</p>}
    </>
  );
}

/** What one column is, and what no cell says of it. */
export function Column({
  number,
  labels,
  mapping,
  busy,
  onMap,
}: Pick<OfTable, "mapping" | "busy" | "onMap"> & { number: number; labels: string[] }) {
  const column = eachAlone(mapping.columns)[number];
  const name = labels[number - 1] || `column ${number}`;
  return (
    <>
      <RoleOf
        is={column?.is ?? "ignore"}
        label={`What is ${name}?`}
        busy={busy}
        onRole={(is) => onMap(withColumn(mapping, number, is))}
      />
      {column && column.is !== "ignore" && (
        <SayMore
          place={name}
          told={column}
          hasUnit={!isOfWords(column.is)}
          busy={busy}
          onTell={(told) => onMap(withColumnOf(mapping, number, told))}
        />
      )}
    </>
  );
}
