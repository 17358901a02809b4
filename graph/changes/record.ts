import { createHash } from "node:crypto";
import { z } from "zod";
import { fromJsonText } from "../driver/json-text.ts";
import type { Run } from "../driver/query.ts";
import { nextIngest, recordIngest } from "../queries/ingest/record-ingest.ts";
import type { NamedKind } from "../rows/named-kinds.ts";
import type { Difference } from "./difference.ts";
import { type Counts, countsOf, isEmpty } from "./facts.ts";
import { type Journal, journalOf, type NodeName, packJournal } from "./journal.ts";

/**
 * What a change of knowledge was: files that were ingested, what AutoMC comes with, or two entities
 * made one.
 */
export const ingestKinds = ["files", "init", "merge"] as const;

const mergedEntities = z.object({
  kind: z.enum(["method", "network", "dataset", "task"]) satisfies z.ZodType<NamedKind>,
  from: z.string(),
  into: z.string(),
});

/** Where a change of knowledge comes from. */
export interface IngestAbout {
  kind: (typeof ingestKinds)[number];
  /** What was ingested, with the SHA-256 of each text. */
  files: { file: string; sha256: string }[];
  /** What a merge made one. */
  merged?: z.output<typeof mergedEntities>;
}

/** A change of knowledge as it is read back. */
export const recordedIngest = z.object({
  id: z.string(),
  /** 1 for the first, and so on: later ones may build on earlier ones. */
  position: z.number(),
  kind: z.enum(ingestKinds),
  at: z.string(),
  files: z.array(z.string()),
  /** Of each file's text, in the same order. */
  sha256: z.array(z.string()),
  merged: fromJsonText(mergedEntities).nullable().default(null),
  /**
   * Nodes by label and relationships by type; of a merge, the relationships that moved count as
   * changed.
   */
  added: fromJsonText(z.record(z.string(), z.number())),
  changed: fromJsonText(z.record(z.string(), z.number())),
  removed: fromJsonText(z.record(z.string(), z.number())),
});
export type RecordedIngest = z.output<typeof recordedIngest>;

/** Cypher that returns the node `ingest` as `recordedIngest` reads it. */
export const ingestColumns = "ingest {.*, at: toString(ingest.at)} AS ingest";

/** A row of one column, `ingest`. */
export const ingestRow = z.object({ ingest: recordedIngest }).transform(({ ingest }) => ingest);

const idLength = 12;

/** An ingest that is about to be recorded. */
export interface NextIngest extends IngestAbout {
  id: string;
  position: number;
  at: string;
}

/**
 * The next ingest's place in their order, its time by Neo4j's clock, and its id: the head of a
 * SHA-256 over these and what is ingested. The transaction has to hold the ingest lock.
 */
export async function nextId(run: Run, about: IngestAbout): Promise<NextIngest> {
  const [next] = await run(nextIngest, {});
  const { position, at } = next!;
  const digest = createHash("sha256").update(JSON.stringify([position, at, about]));
  return { ...about, position, at, id: digest.digest("hex").slice(0, idLength) };
}

/** Writes down, in the transaction that did it, what an ingest did. */
export async function record(run: Run, next: NextIngest, counts: Counts, journal: Journal): Promise<void> {
  const { files, merged, ...about } = next;
  await run(recordIngest, {
    ...about,
    files: files.map(({ file }) => file),
    sha256: files.map(({ sha256 }) => sha256),
    merged: merged ? JSON.stringify(merged) : null,
    added: JSON.stringify(counts.added),
    changed: JSON.stringify(counts.changed),
    removed: JSON.stringify(counts.removed),
    journal: packJournal(journal),
  });
}

/**
 * Records a difference as an ingest, in the transaction that wrote it. `uses` are further nodes
 * that the facts depend on, such as the aliases by which names were understood. Returns the
 * ingest's id; null where there was nothing to write.
 */
export async function recordDifference(
  run: Run,
  about: IngestAbout,
  { plan, held }: Difference,
  uses: readonly NodeName[],
): Promise<string | null> {
  if (isEmpty(plan)) return null;
  const next = await nextId(run, about);
  await record(run, next, countsOf(plan), journalOf(plan, held, uses));
  return next.id;
}
