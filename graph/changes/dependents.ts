import type { Run } from "../driver/query.ts";
import { GraphError } from "../errors.ts";
import { attachedTo, studiesOn, vectorsOn } from "../queries/ingest/undo-facts.ts";
import { nameOf } from "./facts.ts";
import { type Journal, nameOfLink, unpackJournal } from "./journal.ts";
import type { RecordedIngest } from "./record.ts";

/** An ingest that came later, as `journalsFrom` returns it. */
interface Later {
  id: string;
  kind: string;
  files: string[];
  journal: Int8Array[];
}

/** How people find an ingest: its id, and what it was. */
export function titleOf({ id, kind, files }: Pick<RecordedIngest, "id" | "files"> & { kind: string }): string {
  if (kind === "init") return `${id} (automc graph init)`;
  if (kind === "merge") return `${id} (a merge)`;
  return `${id} (${files[0] ?? ""}${files.length > 1 ? ` and ${files.length - 1} more` : ""})`;
}

/**
 * Which later ingests build on what one did: state it too, lead to what it added, or merged it.
 * Each as part of a sentence, with an example.
 */
export function laterIngests(journal: Journal, later: readonly Later[]): string[] {
  const added = new Set(journal.addedNodes.map(nameOf));
  const touched = new Set([...added, ...journal.changedNodes.map(nameOf)]);
  const links = new Set([...journal.addedLinks, ...journal.changedLinks].map(nameOfLink));
  return later.flatMap((ingest) => {
    const { heldNodes, changedNodes, heldLinks, changedLinks, addedLinks, removedLinks } = unpackJournal(
      ingest.journal,
    );
    const on = new Set([
      ...[...heldNodes, ...changedNodes].map(nameOf).filter((name) => touched.has(name)),
      ...[...addedLinks, ...heldLinks]
        .flatMap(({ from, to }) => [nameOf(from), nameOf(to)])
        .filter((name) => added.has(name)),
      ...[...heldLinks, ...changedLinks, ...removedLinks].map(nameOfLink).filter((name) => links.has(name)),
    ]);
    const [example] = on;
    return example === undefined ? [] : [`ingest ${titleOf(ingest)} builds on ${example}${andMore(on.size - 1)}`];
  });
}

/**
 * Which studies use nodes, what embedding runs' vectors they carry unless those may go, and what
 * else is attached; parts of a sentence.
 */
export async function usesOf(
  run: Run,
  { removed, changed }: { removed: string[]; changed: string[] },
  { withVectors, knowledgeToo }: { withVectors: boolean; knowledgeToo: boolean },
): Promise<string[]> {
  const studies = await run(studiesOn, { nodes: [...removed, ...changed] });
  const vectors = await run(vectorsOn, { nodes: removed });
  const attached = await run(attachedTo, { nodes: removed });
  const measured = new Set(["Study", "Trial", "Scheme"]);
  const pinned = [...new Set(vectors.flatMap((each) => each.studies))];
  return [
    ...studies.map(
      ({ study, trials }) => `study "${study}" uses it${trials > 0 ? `, in ${trials} of its trials` : ""}`,
    ),
    ...(withVectors
      ? pinned.map((study) => `study "${study}" is not done and goes on with its vectors`)
      : vectors.map(
          ({ run: id, vectors: count }) =>
            `embedding run ${id} has ${count} vectors on it (--with-vectors takes these along)`,
        )),
    ...attached
      .filter(({ label }) => (studies.length === 0 || !measured.has(label)) && (knowledgeToo || measured.has(label)))
      .map(
        ({ type, label, count, examples }) =>
          `${count} ${type} from or to ${label} ${examples.join(", ")}${andMore(count - examples.length)}`,
      ),
  ];
}

/**
 * @throws GraphError `depended_on` in one sentence, when there are reasons not to undo an ingest.
 */
export function refuse(what: string, reasons: readonly string[]): void {
  if (reasons.length === 0) return;
  const listed = reasons.slice(0, 8).join("; ");
  throw new GraphError(
    "depended_on",
    `${what} can't be undone: ${listed}${andMore(reasons.length - 8)}. Nothing was changed.`,
  );
}

export function andMore(count: number): string {
  return count > 0 ? ` and ${count} more` : "";
}
