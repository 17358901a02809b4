import type { Mapping, Proposal } from "../../../../ingest/index.ts";

/** What one table's columns are. */
export type TableMapping = Mapping["tables"][number];
type Column = TableMapping["columns"][string];
type Role = Exclude<Column["is"], readonly unknown[]>;

const roles: Record<Role, string> = {
  method: "method",
  network: "network",
  dataset: "data set",
  teacher: "teacher",
  bits: "bits",
  setting: "how it was run",
  ignore: "nothing of use",
  accuracy: "accuracy",
  baseAccuracy: "accuracy before",
  error: "error",
  baseError: "error before",
  top5: "top-5 accuracy",
  change: "change of accuracy",
  drop: "accuracy lost",
  parameters: "parameters",
  baseParameters: "parameters before",
  flops: "FLOPs",
  baseFlops: "FLOPs before",
  pr: "parameters removed",
  fr: "FLOPs removed",
  keptParameters: "parameters kept",
  keptFlops: "FLOPs kept",
  speedup: "speed-up",
  compression: "compression",
  target: "target",
};

interface Props {
  counts: Proposal["counts"];
  busy: boolean;
  /** A table whose columns a person has said. */
  onMap: (mapping: TableMapping) => void;
}

/** The heads of a paper's tables, and what each column was taken for: where that is wrong, it is said here. */
export function TableColumns({ counts, busy, onMap }: Props) {
  const tables = counts.flatMap(({ figures, mapping, ...table }) =>
    figures > 0 && mapping && !mapping.turned ? [{ ...table, figures, mapping }] : [],
  );
  return tables.map(({ index, name, figures, used, mapping }) => (
    <details key={index} open={tables.length < 3}>
      <summary>
        {name}: {used} of {figures} figures are used. <span className="soft">What are its columns?</span>
      </summary>
      <section className="scroll" tabIndex={0} aria-label={`Columns of ${name}`}>
        <table className="plain mapped">
          <thead>
            <tr>
              {Object.keys(mapping.columns).map((key) => (
                <th key={key} scope="col">
                  {mapping.header?.[Number(key) - 1] || `column ${key}`}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              {Object.entries(mapping.columns).map(([key, column]) => (
                <td key={key} className="text">
                  <RoleOf
                    column={column}
                    label={`What is ${mapping.header?.[Number(key) - 1] || `column ${key}`}?`}
                    busy={busy}
                    onRole={(is) => onMap({ ...mapping, columns: { ...mapping.columns, [key]: { ...column, is } } })}
                  />
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </section>
    </details>
  ));
}

function RoleOf(o: { column: Column; label: string; busy: boolean; onRole: (role: Role) => void }) {
  const { is } = o.column;
  const several = typeof is === "string" ? undefined : is.map((role) => roles[role]).join(" + ");
  return (
    <select
      aria-label={o.label}
      disabled={o.busy}
      value={typeof is === "string" ? is : ""}
      onChange={({ target }) => o.onRole(target.value as Role)}
    >
      {several !== undefined && <option value="">{several}</option>}
      {Object.entries(roles).map(([role, title]) => (
        <option key={role} value={role}>
          {title}
        </option>
      ))}
    </select>
  );
}
