import { createHash } from "node:crypto";
import { z } from "zod";
import type { Counts } from "./facts.ts";
import { type Journal, packJournal } from "./journal.ts";
import { fromJsonText } from "./json-text.ts";
import { nextIngest, recordIngest } from "./queries/record-ingest.ts";
import type { Run } from "./query.ts";

/** What a change of knowledge was: files taken in, what AutoMC comes with, or two entities made one. */
export const ingestKinds = ["files", "init", "merge"] as const;

/** Where a change of knowledge comes from. */
export interface IngestAbout {
  kind: (typeof ingestKinds)[number];
  /** What was taken in, with the SHA-256 of each text, both in the same order. */
  files: { file: string; sha256: string }[];
}

/** A change of knowledge as it is read back. */
export const recordedIngest = z.object({
  id: z.string(),
  /** 1 for the first, and so on: later ones may build on earlier ones. */
  position: z.number(),
  kind: z.enum(ingestKinds),
  at: z.string(),
  files: z.array(z.string()),
  sha256: z.array(z.string()),
  /** Nodes by label and relationships by type. */
  added: fromJsonText(z.record(z.string(), z.number())),
  changed: fromJsonText(z.record(z.string(), z.number())),
});
export type RecordedIngest = z.output<typeof recordedIngest>;

/** Cypher that gives the node `ingest` as `recordedIngest` reads it. */
export const ingestColumns = "ingest {.*, at: toString(ingest.at)} AS ingest";

/** A row of one column, `ingest`. */
export const ingestRow = z.object({ ingest: recordedIngest }).transform(({ ingest }) => ingest);

const idLength = 12;

/**
 * Writes down, in the transaction that did it, what an ingest did, and gives its id: the head of a SHA-256 over its place in the
 * order of ingests, its time by Neo4j's clock, and what was taken in.
 */
export async function record(run: Run, about: IngestAbout, counts: Counts, journal: Journal): Promise<string> {
  const [next] = await run(nextIngest, {});
  const { position, at } = next!;
  const id = createHash("sha256")
    .update(JSON.stringify([position, at, about]))
    .digest("hex")
    .slice(0, idLength);
  await run(recordIngest, {
    id,
    position,
    at,
    kind: about.kind,
    files: about.files.map(({ file }) => file),
    sha256: about.files.map(({ sha256 }) => sha256),
    added: JSON.stringify(counts.added),
    changed: JSON.stringify(counts.changed),
    journal: packJournal(journal),
  });
  return id;
}
