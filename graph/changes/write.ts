import type { Changes, Graph, Run } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { changeLinks, createLinks, removeLinks } from "../queries/ingest/link-facts.ts";
import { changeNodes, createNodes } from "../queries/ingest/node-facts.ts";
import { type Difference, difference, linkEnds } from "./difference.ts";
import {
  batches,
  type Counts,
  countsOf,
  type Facts,
  type FactsOptions,
  knowledgeLabels,
  knowledgeLinks,
  nameOf,
  type Plan,
} from "./facts.ts";
import { changeKnowledge } from "./transaction.ts";

/** How often writing is tried when somebody else created the same node at the same time. */
export const writeTries = 3;

/** The difference between facts and the graph, as it was written, or in a dry run would be. */
export interface Written extends Counts {
  plan: Plan;
  changes: Changes;
}

/**
 * Compares facts with the graph and writes the difference, all in one transaction: after a failure
 * the graph is as before. Facts that the graph holds already are not touched, so a second call
 * writes nothing (`changes` is all zero). What is written belongs to no ingest; see
 * `recordDifference`.
 *
 * @throws GraphError `not_found` when a relationship names a node that is neither in the graph nor
 * among the facts.
 */
export async function writeFacts(
  graph: Graph,
  facts: Facts,
  { dryRun = false, report }: FactsOptions = {},
): Promise<Written> {
  const { value: plan, changes } = await changeKnowledge(
    graph,
    async (run) => {
      const found = await difference(run, facts);
      if (!dryRun) await writeDifference(run, found, report);
      return found.plan;
    },
    { dryRun, tries: writeTries },
  );
  return { plan, ...countsOf(plan), changes };
}

/**
 * Writes a difference, in the transaction in which it was found.
 *
 * @throws GraphError `conflict` when a node went away meanwhile.
 */
export async function writeDifference(run: Run, found: Difference, report?: FactsOptions["report"]): Promise<void> {
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
    one.catch(() => {}); // it is reported below, once those before it have ended
    underway.push(one);
    if (underway.length === 2) await underway.shift();
  }
  for (const one of underway) await one;
}

/** The properties that change. */
function only({ keys, properties = {} }: { keys: string[]; properties?: Facts["nodes"][number]["properties"] }) {
  return Object.fromEntries(keys.map((key) => [key, properties[key] ?? null]));
}
