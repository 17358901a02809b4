import { distance } from "fastest-levenshtein";
import { type Graph, type Run, transaction } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { namesOfKind } from "../queries/ingest/names-of-kind.ts";
import { keyOf, labelOf, type NamedQuery } from "./define.ts";

/**
 * Asks a named query, within a time limit (10 s by default), and returns its rows.
 *
 * @throws GraphError `bad_params`; `not_found`, with names like it, when the answer is empty
 * because a parameter names nothing that is there; `query_timeout`.
 */
export async function ask<In extends Record<string, unknown>, Row>(
  graph: Graph,
  named: NamedQuery<In, Row>,
  params: In,
  { timeoutMs = 10_000 }: { timeoutMs?: number } = {},
): Promise<Row[]> {
  const { value } = await transaction(
    graph,
    "read",
    async (run) => {
      const rows = await run(named, params);
      if (rows.length === 0) await refuseUnknownNames(run, named.parameters, params);
      return rows;
    },
    { timeoutMs },
  );
  return value;
}

async function refuseUnknownNames(run: Run, fields: NamedQuery["parameters"], params: Record<string, unknown>) {
  for (const [parameter, field] of Object.entries(fields)) {
    const label = labelOf(field);
    const given = params[parameter];
    if (label === undefined || typeof given !== "string") continue;
    const names = (await run(namesOfKind(label, keyOf(label)), {})).map(({ name }) => name);
    if (names.includes(field.parse(given) as string)) continue;
    const kind = label.replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
    const near = names.toSorted((a, b) => distance(given, a) - distance(given, b)).slice(0, 3);
    const hint = near.length === 0 ? `the graph holds no ${kind} yet` : `nearest by name: ${near.join(", ")}`;
    throw new GraphError("not_found", `There is no ${kind} "${given}" in the graph; ${hint}.`);
  }
}
