import { type Changes, type Graph, type Run, transaction } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { changeLinks, createLinks, removeLinks } from "../queries/ingest/link-facts.ts";
import { changeNodes, createNodes } from "../queries/ingest/node-facts.ts";
import { takeIngestLock } from "../queries/ingest/take-ingest-lock.ts";
import { type Difference, difference, linkEnds } from "./difference.ts";
import {
  batches,
  type Counts,
  countsOf,
  type Facts,
  type FactsOptions,
  isEmpty,
  knowledgeLabels,
  knowledgeLinks,
  nameOf,
  type Plan,
} from "./facts.ts";
import { journalOf, type NodeName } from "./journal.ts";
import { type IngestAbout, nextId, record } from "./record.ts";

/** Longer than an ordinary query may take: much knowledge at once, and the wait for another ingest. */
export const ingestTimeoutMs = 600_000;

const mostTries = 3;

export interface WriteOptions extends FactsOptions {
  /** Record it as an ingest that can be shown and rolled back; without, what is written belongs to none. */
  about?: IngestAbout | undefined;
}

export interface Written extends Counts {
  plan: Plan;
  changes: Changes;
  /** The id of the ingest that was recorded; null when there was nothing to write, or nothing was to be recorded. */
  id: string | null;
}

/**
 * Compares facts with the graph and writes the difference, all in one transaction: after a failure the graph is as before.
 * Facts that the graph holds already are not touched, so a second call writes nothing (`changes` is all zero).
 *
 * Throws GraphError `not_found` when a relationship names a node that is neither in the graph nor among the facts.
 */
export async function writeFacts(graph: Graph, facts: Facts, options: WriteOptions = {}): Promise<Written> {
  return deriveAndWrite(graph, async () => facts, options);
}

/**
 * Like `writeFacts`, for facts that follow from what the graph holds: `derive` reads it in the same transaction, after everybody else
 * who writes knowledge is done. So of several that write the same at once, the later ones find it there. It may be called again.
 * `uses` are further nodes that the facts depend on, such as the aliases by which names were understood; `afterwards` is called in the same
 * transaction once they stand (not in a dry run), to write what follows from them and can be derived again.
 */
export async function deriveAndWrite(
  graph: Graph,
  derive: (run: Run) => Promise<Facts & { uses?: NodeName[]; afterwards?: (run: Run) => Promise<void> }>,
  { dryRun = false, report, about }: WriteOptions = {},
): Promise<Written> {
  const attempt = async (run: Run) => {
    if (!dryRun) await run(takeIngestLock, {});
    const { uses = [], afterwards, ...facts } = await derive(run);
    const found = await difference(run, facts);
    const { plan, held } = found;
    const counts = countsOf(plan);
    if (!dryRun) {
      await write(run, found, report);
      await afterwards?.(run);
    }
    if (dryRun || isEmpty(plan) || !about) return { plan, ...counts, id: null };
    const next = await nextId(run, about);
    await record(run, next, counts, journalOf(plan, held, uses));
    return { plan, ...counts, id: next.id };
  };
  for (let tries = 1; ; tries += 1) {
    try {
      const mode = dryRun ? "read" : "write";
      const { value, changes } = await transaction(graph, mode, attempt, { timeoutMs: ingestTimeoutMs });
      return { ...value, changes };
    } catch (error) {
      // Who makes a task for a study takes no lock: when both made the same node at once, it is there the next time.
      if (!(error instanceof GraphError) || error.code !== "conflict" || tries === mostTries) throw error;
    }
  }
}

async function write(run: Run, found: Difference, report: FactsOptions["report"]): Promise<void> {
  const { plan, elementIds, changedLinkIds, removedLinkIds } = found;
  const total = Object.values(plan).reduce((sum, part) => sum + part.length, 0);
  let done = 0;
  const wrote = (count: number, rows: { written: number }[]) => {
    const written = rows[0]?.written ?? 0;
    if (written !== count) {
      const message = `Only ${written} of ${count} nodes or relationships could be written, because a node went away; try again.`;
      throw new GraphError("conflict", message);
    }
    done += count;
    report?.({ done, total });
  };
  for (const label of knowledgeLabels) {
    await inTurn(batches(plan.addedNodes.filter((node) => node.label === label)), async (batch) => {
      const rows = batch.map(({ id, properties }) => ({ ...properties, id }));
      const made = await run(createNodes(label), { rows });
      for (const { id, elementId } of made) elementIds.set(nameOf({ label, id }), elementId);
      wrote(batch.length, [{ written: made.length }]);
    });
  }
  await inTurn(batches(plan.changedNodes), async (batch) => {
    const rows = batch.map((node) => ({ node: elementIds.get(nameOf(node))!, properties: only(node) }));
    wrote(batch.length, await run(changeNodes, { rows }));
  });
  await inTurn(batches(removedLinkIds), async (links) => wrote(links.length, await run(removeLinks, { links })));
  for (const type of knowledgeLinks) {
    await inTurn(batches(plan.addedLinks.filter((link) => link.type === type)), async (batch) => {
      const properties = batch.map((link) => link.properties ?? {});
      wrote(batch.length, await run(createLinks(type), { ...linkEnds(batch, elementIds), properties }));
    });
  }
  const changed = plan.changedLinks.map((link, at) => ({ link: changedLinkIds[at]!, properties: only(link) }));
  await inTurn(batches(changed), async (rows) => wrote(rows.length, await run(changeLinks, { rows })));
}

/** Sends statements one ahead: while Neo4j works on one, the next is made ready. */
async function inTurn<T>(items: Iterable<T>, work: (item: T) => Promise<void>): Promise<void> {
  const underway: Promise<void>[] = [];
  for (const item of items) {
    const one = work(item);
    one.catch(() => {}); // it is told below, once those before it have ended
    underway.push(one);
    if (underway.length === 2) await underway.shift();
  }
  for (const one of underway) await one;
}

/** The properties that change. */
function only({ keys, properties = {} }: { keys: string[]; properties?: Facts["nodes"][number]["properties"] }) {
  return Object.fromEntries(keys.map((key) => [key, properties[key] ?? null]));
}
