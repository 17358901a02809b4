import type { ResultTable } from "./extracted.ts";

/**
 * "Tide across checkpoints": where the rows of a table name no method, and its caption one that
 * another table has, the figures are of that.
 */
export function withMethodsOfCaptions(tables: readonly ResultTable[]): ResultTable[] {
  const names = new Set(
    tables.flatMap(({ rows }) => rows.flatMap(({ method }) => (method?.kind === "method" ? [method.name] : []))),
  );
  return tables.map((table) => {
    if (table.rows.some(({ method }) => method !== undefined && method.kind !== "baseline")) return table;
    const said = [...names].filter((name) => name.length > 2 && ` ${table.said} `.includes(` ${name} `));
    const [name] = said;
    if (said.length !== 1 || name === undefined) return table;
    const method = { text: name, kind: "method" as const, name };
    const rows = table.rows.map((row) =>
      row.isBaseline ? row : { ...row, method, doubts: [...row.doubts, { kind: "methodOfCaption" as const, name }] },
    );
    return { ...table, rows };
  });
}
