import { type Graph, type Run, transaction } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { journalsFrom } from "../queries/ingest/ingest-journals.ts";
import { ingestsById } from "../queries/ingest/ingests-by-id.ts";
import { type Journal, unpackJournal } from "./journal.ts";
import type { RecordedIngest } from "./record.ts";

/**
 * The ingest whose id this is, or begins.
 *
 * @throws GraphError `not_found`, `bad_params` for a beginning of several.
 */
export async function findIngest(run: Run, id: string): Promise<RecordedIngest> {
  const found = id === "" ? [] : await run(ingestsById, { beginning: id });
  const [ingest] = found;
  if (ingest === undefined) {
    throw new GraphError("not_found", `There is no ingest "${id}"; automc ingest ls lists those that are recorded.`);
  }
  if (found.length > 1) {
    const ids = found.map((each) => each.id).join(", ");
    throw new GraphError("bad_params", `"${id}" begins the ids of several ingests (${ids}); write more of it.`);
  }
  return ingest;
}

/**
 * An ingest by its id, or the beginning of one, and what it did.
 *
 * @throws As `findIngest`.
 */
export async function showIngest(graph: Graph, id: string): Promise<{ ingest: RecordedIngest; journal: Journal }> {
  const { value } = await transaction(graph, "read", async (run) => {
    const ingest = await findIngest(run, id);
    const [row] = await run(journalsFrom, { position: ingest.position, atMost: 1 });
    return { ingest, journal: unpackJournal(row?.journal ?? []) };
  });
  return value;
}
