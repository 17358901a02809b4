import {
  type Changes,
  type Graph,
  GraphError,
  type Merged,
  mergeEntities,
  type NamedKind,
  namedKinds,
  type RecordedIngest,
  rollbackIngest,
  unmergeEntities,
} from "../graph/index.ts";
import { settleContradictions } from "./audit/audit-graph.ts";
import { type AliasTable, aliasTable } from "./names/name-table.ts";

/** What results say of each other changes with what is known of them, in the same transaction. */
const derived = { afterwards: settleContradictions };

/**
 * Makes two entities one, whatever names they are called by: all of `from` moves to `into`, and its
 * id and names are other names of it. Resolves to the id to undo it by (`unmerge`), both ids, and
 * what moved.
 *
 * @throws As `mergeEntities`.
 */
export async function merge(
  graph: Graph,
  kind: NamedKind,
  from: string,
  into: string,
): Promise<Merged & { from: string; into: string }> {
  const table = await aliasTable(graph);
  const ids = { from: idOf(table, kind, from), into: idOf(table, kind, into) };
  return { ...ids, ...(await mergeEntities(graph, kind, ids.from, ids.into, derived)) };
}

/**
 * Of which kind both of two names are.
 *
 * @throws GraphError `not_found` when they are of none, `bad_params` when of several.
 */
export async function kindOf(graph: Graph, from: string, into: string): Promise<NamedKind> {
  const table = await aliasTable(graph);
  const kinds = namedKinds.filter((kind) => [from, into].every((name) => "id" in table.resolve(kind, name)));
  const [kind, ...others] = kinds;
  if (kind === undefined) {
    const both = [from, into].map((name) => `"${name}" ${whatIs(table, name)}`).join(", ");
    throw new GraphError("not_found", `These are no two of a kind: ${both}.`);
  }
  if (others.length > 0) {
    throw new GraphError(
      "bad_params",
      `"${from}" and "${into}" may each be a ${kinds.join(" or a ")}; choose one with --kind.`,
    );
  }
  return kind;
}

/** What a name may be, as part of a sentence. */
function whatIs(table: AliasTable, name: string): string {
  const meanings = namedKinds.map((kind) => ({ kind, meaning: table.resolve(kind, name) }));
  const known = meanings.flatMap(({ kind, meaning }) => ("id" in meaning ? [`a ${kind}`] : []));
  if (known.length > 0) return `is ${known.join(" and ")}`;
  const like = meanings.flatMap(({ meaning }) =>
    "candidates" in meaning ? meaning.candidates.map(({ id }) => id) : [],
  );
  return like.length === 0 ? "is nothing known" : `is nothing known (did you mean ${like.slice(0, 3).join(", ")}?)`;
}

/**
 * Undoes a merge exactly.
 *
 * @throws As `unmergeEntities`.
 */
export async function unmerge(graph: Graph, id: string): Promise<{ ingest: RecordedIngest }> {
  return unmergeEntities(graph, id, derived);
}

/**
 * Undoes an ingest exactly, or refuses when something builds on it.
 *
 * @throws As `rollbackIngest`.
 */
export async function rollback(
  graph: Graph,
  id: string,
  { withVectors = false }: { withVectors?: boolean } = {},
): Promise<{ ingest: RecordedIngest; changes: Changes }> {
  return rollbackIngest(graph, id, { ...derived, withVectors });
}

function idOf(table: AliasTable, kind: NamedKind, name: string): string {
  const meaning = table.resolve(kind, name);
  if ("id" in meaning) return meaning.id;
  const like = meaning.candidates.map(({ id }) => id);
  const hint = like.length === 0 ? "" : `; did you mean ${like.join(", ")}?`;
  throw new GraphError("not_found", `There is no ${kind} "${name}" in the graph${hint || "."}`);
}
