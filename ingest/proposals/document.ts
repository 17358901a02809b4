import { type PaperResults, paperResultsSchema } from "../results/file.ts";
import { type Document, sha256Of } from "../yaml/input.ts";
import { checked, type Path } from "../yaml/located-yaml.ts";
import { type ProposedFile, type ResultRow, resultsOf } from "./proposal-file.ts";

/** A row as far as it is ingested. */
type Accepted = Pick<ResultRow, "result">;

/**
 * Rows of a proposal as a document to ingest. Its parts are at the places in the paper where they
 * were read: `paper.pdf, Table 3, page 7, row LMA`.
 *
 * @throws IngestError `bad_card` with the place, for a row that is not as a file of results may
 * have it.
 */
export function proposalDocument(proposal: ProposedFile & { file: string }, rows: readonly Accepted[]): Document {
  const { file } = proposal;
  const data = resultsOf(proposal, rows);
  const place = (path: Path) => {
    const row = rowAt(path, data, rows);
    return row === undefined ? file : `${file}, ${row.result.source}`;
  };
  const document = checked(data, paperResultsSchema, { file, place });
  return { kind: "results", sha256: sha256Of(JSON.stringify(data)), ...document };
}

/** The row that a part of the document is from: of a method or task, the first that needs it. */
function rowAt([part, at]: Path, { methods, tasks }: PaperResults, rows: readonly Accepted[]): Accepted | undefined {
  if (part === "results") return rows[Number(at)];
  if (part === "methods") return rows.find(({ result }) => result.method === methods[Number(at)]?.id);
  if (part === "tasks") return rows.find(({ result }) => result.task === tasks[Number(at)]?.id);
  return undefined;
}
