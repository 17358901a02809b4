import type { Changes, Graph, Run } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { removeContradictionsOf } from "../queries/audit/remove-contradictions.ts";
import { forgetIngest } from "../queries/ingest/forget-ingest.ts";
import { journalsFrom } from "../queries/ingest/ingest-journals.ts";
import { changeLinks, createLinks, deleteLinks, lookUpLinks } from "../queries/ingest/link-facts.ts";
import { changeNodes, lookUpNodes } from "../queries/ingest/node-facts.ts";
import { deleteNodes } from "../queries/ingest/undo-facts.ts";
import { listStudies } from "../queries/study/list-studies.ts";
import type { PropertyValue } from "../rows/property-value.ts";
import { laterIngests, refuse, titleOf, usesOf } from "./dependents.ts";
import { linkEnds } from "./difference.ts";
import {
  batches,
  type KnowledgeLabel,
  type KnowledgeLink,
  knowledgeLabels,
  knowledgeLinks,
  nameOf,
  same,
} from "./facts.ts";
import { findIngest } from "./find.ts";
import { type Journal, type LinkName, nameOfLink, unpackJournal } from "./journal.ts";
import type { RecordedIngest } from "./record.ts";
import { changeKnowledge } from "./transaction.ts";

export interface UndoOptions {
  /**
   * Called in the same transaction when all is changed, to derive again what follows from
   * knowledge: see `settleContradictions`.
   */
  afterwards?: (run: Run) => Promise<void>;
}

/**
 * Undoes an ingest in one transaction: what it added goes, what it changed is as it was, and its
 * record is gone. `id` may be the beginning of one. Vectors on what goes are no hindrance with
 * `withVectors`: they go along.
 *
 * @throws GraphError `not_found`; `depended_on`, in a sentence that lists them, when later ingests,
 * studies, trials or embedding runs build on what would go, or when something of it was merged or
 * changed by hand since; `conflict` for a merge.
 */
export async function rollbackIngest(
  graph: Graph,
  id: string,
  { withVectors = false, afterwards }: UndoOptions & { withVectors?: boolean } = {},
): Promise<{ ingest: RecordedIngest; changes: Changes }> {
  const { value, changes } = await changeKnowledge(graph, async (run) => {
    const ingest = await findIngest(run, id);
    if (ingest.kind === "merge") {
      const message = `${ingest.id} is a merge; undo it with automc ingest unmerge ${ingest.id}.`;
      throw new GraphError("conflict", message);
    }
    const [own, ...later] = await run(journalsFrom, { position: ingest.position });
    const journal = unpackJournal(own?.journal ?? []);
    const builders = laterIngests(journal, later);
    const reasons = [...(ingest.kind === "init" ? await studiesThere(run) : []), ...builders];
    const elementIds = await locate(run, journal, reasons);
    await undoLinks(run, journal, elementIds, reasons);
    const removed = journal.addedNodes.flatMap((node) => elementIds.get(nameOf(node)) ?? []);
    const changed = journal.changedNodes
      .filter(({ label }) => label === "Strategy")
      .flatMap((node) => elementIds.get(nameOf(node)) ?? []);
    for (const nodes of batches(removed)) await run(removeContradictionsOf, { nodes });
    reasons.push(...(await usesOf(run, { removed, changed }, { withVectors, knowledgeToo: builders.length === 0 })));
    refuse(`Ingest ${titleOf(ingest)}`, [...new Set(reasons)]);
    for (const batch of batches(journal.changedNodes)) {
      const rows = batch.map((node) => ({ node: elementIds.get(nameOf(node))!, properties: node.was }));
      await run(changeNodes, { rows });
    }
    for (const nodes of batches(removed)) await run(deleteNodes, { nodes });
    await afterwards?.(run);
    await run(forgetIngest, { id: ingest.id });
    return ingest;
  });
  return { ingest: value, changes };
}

async function studiesThere(run: Run): Promise<string[]> {
  const names = (await run(listStudies, {})).map(({ name }) => `"${name}"`);
  return names.length === 0 ? [] : [`there are studies (${names.slice(0, 3).join(", ")})`];
}

/**
 * Finds the nodes a journal names, and adds to `reasons` what is not there, or not as the ingest
 * left it.
 */
async function locate(run: Run, journal: Journal, reasons: string[]): Promise<Map<string, string>> {
  const elementIds = new Map<string, string>();
  const { addedNodes, changedNodes, addedLinks, changedLinks, removedLinks } = journal;
  const ends = [...addedLinks, ...changedLinks, ...removedLinks].flatMap(({ from, to }) => [from, to]);
  const named = new Map([...addedNodes, ...ends].map((node) => [nameOf(node), node]));
  for (const label of labelsOf([...named.values(), ...changedNodes])) {
    const nodes = [...named.values()].filter((node) => node.label === label);
    for (const batch of batches(nodes)) {
      const rows = await run(lookUpNodes(label), { ids: batch.map(({ id }) => id), keys: [] });
      for (const { at, elementId } of rows) elementIds.set(nameOf(batch[at]!), elementId);
    }
    const changed = changedNodes.filter((node) => node.label === label);
    for (const batch of batches(changed)) {
      const keys = [...new Set(batch.flatMap(({ now }) => Object.keys(now)))];
      const rows = await run(lookUpNodes(label), { ids: batch.map(({ id }) => id), keys });
      for (const { at, elementId, values } of rows) {
        const node = batch[at]!;
        elementIds.set(nameOf(node), elementId);
        if (!isStill(node.now, keys, values)) reasons.push(`${nameOf(node)} was changed since`);
      }
    }
  }
  for (const name of [...named.keys(), ...changedNodes.map(nameOf)]) {
    if (!elementIds.has(name)) reasons.push(`${name} is not there any more`);
  }
  return elementIds;
}

/**
 * Deletes the relationships that an ingest added, restores those that it changed, and creates those
 * again that it removed.
 */
async function undoLinks(run: Run, journal: Journal, elementIds: ReadonlyMap<string, string>, reasons: string[]) {
  const present = ({ from, to }: LinkName) => elementIds.has(nameOf(from)) && elementIds.has(nameOf(to));
  for (const type of typesOf([...journal.addedLinks, ...journal.changedLinks, ...journal.removedLinks])) {
    for (const batch of batches(journal.changedLinks.filter((link) => link.type === type && present(link)))) {
      const keys = [...new Set(batch.flatMap(({ now }) => Object.keys(now)))];
      const rows = await run(lookUpLinks(type), { ...linkEnds(batch, elementIds), keys });
      const restored = rows.flatMap(({ at, elementId, values }) => {
        const link = batch[at]!;
        return isStill(link.now, keys, values) ? [{ at, link: elementId, properties: link.was }] : [];
      });
      const found = new Set(restored.map(({ at }) => at));
      const gone = batch.find((_, at) => !found.has(at));
      if (gone) reasons.push(`${nameOfLink(gone)} was changed since`);
      await run(changeLinks, { rows: restored.map(({ link, properties }) => ({ link, properties })) });
    }
    for (const batch of batches(journal.addedLinks.filter((link) => link.type === type && present(link)))) {
      const [row] = await run(deleteLinks(type), linkEnds(batch, elementIds));
      if (row?.deleted !== batch.length) reasons.push(`some of its ${type} are not there any more`);
    }
    for (const batch of batches(journal.removedLinks.filter((link) => link.type === type && present(link)))) {
      const properties = batch.map((link) => link.properties);
      await run(createLinks(type), { ...linkEnds(batch, elementIds), properties });
    }
  }
}

function isStill(now: Record<string, PropertyValue>, keys: string[], values: PropertyValue[]): boolean {
  return keys.every((key, at) => now[key] === undefined || same(now[key], values[at] ?? null));
}

function labelsOf(nodes: readonly { label: string }[]): KnowledgeLabel[] {
  return known(knowledgeLabels, new Set(nodes.map(({ label }) => label)));
}

function typesOf(links: readonly { type: string }[]): KnowledgeLink[] {
  return known(knowledgeLinks, new Set(links.map(({ type }) => type)));
}

/** Those of our words that occur. A word that is not ours was written by a later version. */
function known<Word extends string>(words: readonly Word[], occurring: ReadonlySet<string>): Word[] {
  const unknown = [...occurring].find((word) => !words.some((each) => each === word));
  if (unknown === undefined) return words.filter((word) => occurring.has(word));
  throw new GraphError("newer_schema", `This ingest wrote ${unknown}, which this AutoMC does not know; update it.`);
}
