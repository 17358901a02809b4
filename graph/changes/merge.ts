import type { Graph, Run } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { forgetIngest } from "../queries/ingest/forget-ingest.ts";
import { journalsFrom } from "../queries/ingest/ingest-journals.ts";
import {
  entitiesOf,
  linksOf,
  measuredOn,
  moveLinks,
  moveLinksBack,
  park,
  parkedBy,
  placeOfTask,
  unpark,
} from "../queries/ingest/merge-entities.ts";
import { mergedLabel, type NamedKind, namedLabels } from "../rows/named-kinds.ts";
import { andMore, refuse, titleOf } from "./dependents.ts";
import { nameOf } from "./facts.ts";
import { findIngest } from "./find.ts";
import { type Journal, unpackJournal } from "./journal.ts";
import { nextId, type RecordedIngest, record } from "./record.ts";
import type { UndoOptions } from "./rollback.ts";
import { changeKnowledge } from "./transaction.ts";

export interface Merged {
  /** The id to undo it by. */
  id: string;
  /** How many relationships moved, by type. */
  moved: Record<string, number>;
}

/**
 * Makes two entities one, in one transaction: all relationships of `from` move to `into`, and
 * `from` is another name of it from then on. What `into` has already stays with what was merged
 * away, which keeps its properties, so that `unmergeEntities` is exact.
 *
 * @throws GraphError `not_found`; `bad_params` for the same id twice; `conflict` where studies run
 * on `from` (merge the other one into it), or two tasks are on different networks or data sets
 * (merge those first).
 */
export async function mergeEntities(
  graph: Graph,
  kind: NamedKind,
  from: string,
  into: string,
  { afterwards }: UndoOptions = {},
): Promise<Merged> {
  if (from === into) throw new GraphError("bad_params", `${from} is one ${kind} already.`);
  const { value } = await changeKnowledge(graph, async (run) => {
    const ends = await bothEnds(run, kind, from, into);
    await checkMergeable(run, kind, from, into, ends);
    const label = namedLabels[kind];
    const links = (await run(linksOf, { node: ends.from })).filter(({ type }) => type !== "MERGED_INTO");
    const next = await nextId(run, { kind: "merge", files: [], merged: { kind, from, into } });
    const moved: Record<string, number> = {};
    for (const { type, outgoing } of typesOf(links)) {
      const [row] = await run(moveLinks(type, outgoing), { ...ends, merge: next.id });
      if (row && row.moved > 0) moved[type] = (moved[type] ?? 0) + row.moved;
    }
    await run(park(kind), { ...ends, merge: next.id });
    await afterwards?.(run);
    const self = { label, id: from };
    await record(
      run,
      next,
      { added: {}, changed: moved, removed: {} },
      {
        ...emptyJournal(),
        heldNodes: [self, { label, id: into }],
        heldLinks: links.map(({ type, outgoing, label: otherLabel, id }) => {
          const other = { label: otherLabel, id };
          return outgoing ? { type, from: self, to: other } : { type, from: other, to: self };
        }),
      },
    );
    return { id: next.id, moved };
  });
  return value;
}

/**
 * Undoes a merge exactly: what it moved goes back, and what was merged away is what it was. What
 * came to `into` later stays there.
 *
 * @throws GraphError `not_found`; `conflict` when it is no merge, or something new has the former
 * id; `depended_on` when later ingests used the former name, or `into` itself was merged since.
 */
export async function unmergeEntities(
  graph: Graph,
  id: string,
  { afterwards }: UndoOptions = {},
): Promise<{ ingest: RecordedIngest }> {
  const { value } = await changeKnowledge(graph, async (run) => {
    const ingest = await findIngest(run, id);
    if (!ingest.merged) {
      const message = `${ingest.id} is no merge; undo it with automc ingest rollback ${ingest.id}.`;
      throw new GraphError("conflict", message);
    }
    const { kind, from, into } = ingest.merged;
    const what = `Merge ${ingest.id} (${kind} ${from} into ${into})`;
    const [, ...later] = await run(journalsFrom, { position: ingest.position });
    const former = nameOf({ label: mergedLabel(kind), id: from });
    const target = nameOf({ label: namedLabels[kind], id: into });
    const reasons = later.flatMap((each) => {
      const held = unpackJournal(each.journal).heldNodes.map(nameOf);
      if (held.includes(former)) return [`ingest ${titleOf(each)} uses the name ${from}`];
      return each.kind === "merge" && held[0] === target ? [`${each.id} merged ${into} itself`] : [];
    });
    refuse(what, reasons);
    const [ends] = await run(parkedBy(kind), { merge: ingest.id });
    if (!ends) throw new GraphError("conflict", `${what} can't be undone: ${from} or ${into} is not there any more.`);
    if ((await run(entitiesOf(kind), { ids: [from] })).length > 0) {
      throw new GraphError(
        "conflict",
        `${what} can't be undone: there is a new ${kind} ${from}; merge that one first.`,
      );
    }
    const moved = (await run(linksOf, { node: ends.into })).filter(({ merges }) => merges.includes(ingest.id));
    for (const { type, outgoing } of typesOf(moved)) {
      await run(moveLinksBack(type, outgoing), { from: ends.from, into: ends.into, merge: ingest.id });
    }
    await run(unpark(kind), { from: ends.from, merge: ingest.id });
    await afterwards?.(run);
    await run(forgetIngest, { id: ingest.id });
    return { ingest };
  });
  return value;
}

async function bothEnds(run: Run, kind: NamedKind, from: string, into: string) {
  const found = new Map((await run(entitiesOf(kind), { ids: [from, into] })).map((row) => [row.id, row.elementId]));
  const missing = [from, into].find((id) => !found.has(id));
  if (missing !== undefined) throw new GraphError("not_found", `There is no ${kind} "${missing}" in the graph.`);
  return { from: found.get(from)!, into: found.get(into)! };
}

async function checkMergeable(
  run: Run,
  kind: NamedKind,
  from: string,
  into: string,
  ends: { from: string; into: string },
) {
  const measured = kind === "method" ? [] : await run(measuredOn, { node: ends.from });
  const [first] = measured;
  if (first) {
    const studies = `"${first.studies[0]}"${andMore(first.studies.length - 1)}`;
    const message = `The ${kind} ${from} can't be merged away: study ${studies} runs on it (task ${first.task}); merge ${into} into it instead.`;
    throw new GraphError("conflict", message);
  }
  if (kind !== "task") return;
  const [of] = await run(placeOfTask, { node: ends.from });
  const [other] = await run(placeOfTask, { node: ends.into });
  if (of?.network === other?.network && of?.dataset === other?.dataset) return;
  const message = `${from} is ${of?.network} on ${of?.dataset}, ${into} is ${other?.network} on ${other?.dataset}; merge the networks or data sets first.`;
  throw new GraphError("conflict", message);
}

/** Each type with its direction, once. */
function typesOf(links: readonly { type: string; outgoing: boolean }[]): { type: string; outgoing: boolean }[] {
  return [...new Map(links.map(({ type, outgoing }) => [`${type} ${outgoing}`, { type, outgoing }])).values()];
}

function emptyJournal(): Journal {
  return {
    addedNodes: [],
    changedNodes: [],
    addedLinks: [],
    changedLinks: [],
    removedLinks: [],
    heldNodes: [],
    heldLinks: [],
  };
}
