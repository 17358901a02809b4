import type { ProposedRow } from "../../../../ingest/index.ts";
import { setQuery, useAddress } from "../address.ts";
import { text } from "../knowledge/value-text.ts";
import { Badge } from "../parts/states.tsx";

interface Props {
  rows: readonly ProposedRow[];
  chosen: ReadonlySet<number>;
  onChoose: (chosen: ReadonlySet<number>) => void;
}

const most = 300;

/** What is beside the reading already. */
const inside = new Set(["id", "locator", "extracted"]);

/** Each row as it is printed and as it was read, side by side, with how sure that is. */
export function ProposedRows({ rows, chosen, onChoose }: Props) {
  const { query } = useAddress();
  const states = [...new Set(rows.map(({ state }) => state))];
  const wanted = query.get("rows") ?? "all";
  const shown = rows.filter(({ state }) => wanted === "all" || state === wanted);
  const toggle = (number: number) => {
    const next = new Set(chosen);
    if (!next.delete(number)) next.add(number);
    onChoose(next);
  };
  return (
    <>
      <label className="field inline">
        Rows
        <select value={wanted} onChange={({ target }) => setQuery({ rows: target.value }, { replace: true })}>
          <option value="all">all {rows.length}</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {state}: {rows.filter((row) => row.state === state).length}
            </option>
          ))}
        </select>
      </label>
      <section className="scroll" tabIndex={0} aria-label="Rows of the paper">
        <table className="plain proposed">
          <thead>
            <tr>
              <th scope="col">take</th>
              <th scope="col" className="text">
                where
              </th>
              <th scope="col" className="text">
                as printed
              </th>
              <th scope="col" className="text">
                as read
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.slice(0, most).map((row) => (
              <tr key={row.number} className={row.state}>
                <td className="text">
                  <input
                    type="checkbox"
                    aria-label={`Take row ${row.number}`}
                    disabled={!row.result || row.state === "unusable"}
                    checked={chosen.has(row.number)}
                    onChange={() => toggle(row.number)}
                  />
                </td>
                <td className="text">
                  {row.provenance.table}
                  <br />
                  <span className="soft">{row.provenance.row}</span>
                  <br />
                  <Badge of={row.state === "sure" ? "yes" : row.state} />{" "}
                  <span className="soft">{Math.round(100 * row.confidence)} %</span>
                </td>
                <td className="text">
                  {row.provenance.cells.map((cell) => (
                    <span key={cell.at} className="printed" title={cell.at}>
                      {cell.text}
                    </span>
                  ))}
                </td>
                <td className="text">
                  <ReadAs of={row} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {shown.length > most && (
        <p className="soft">
          The first {most} of {shown.length} rows; choose a kind to see others.
        </p>
      )}
    </>
  );
}

function ReadAs({ of: { result, reasons } }: { of: ProposedRow }) {
  const fields = Object.entries(result ?? {}).filter(([name, value]) => {
    return !inside.has(name) && text(value) !== "" && text(value) !== "{}";
  });
  return (
    <>
      {fields.map(([name, value]) => (
        <span key={name} className="read">
          <span className="soft">{name}</span> {text(value)}
        </span>
      ))}
      {reasons.length > 0 && (
        <details>
          <summary className="soft">why not surer</summary>
          <ul>
            {reasons.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}
