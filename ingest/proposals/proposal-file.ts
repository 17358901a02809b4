import { stringify } from "yaml";
import type { PaperResults } from "../results/file.ts";
import type { Proposal } from "./propose.ts";
import type { ProposedResult, ProposedRow } from "./proposed-row.ts";

/** A row that is a result: only these can be ingested. */
export type ResultRow = ProposedRow & { result: ProposedResult };

export function hasResult(row: ProposedRow): row is ResultRow {
  return row.result !== undefined && row.state !== "known" && row.state !== "baseline";
}

/** What a file of results needs beside the rows. */
export type ProposedFile = Pick<Proposal, "paper" | "tasks" | "methods">;

/**
 * Rows of a proposal as a file of results, with what they need beside them: tasks and methods that
 * are new.
 */
export function resultsOf(proposal: ProposedFile, rows: readonly Pick<ResultRow, "result">[]): PaperResults {
  const tasks = new Set(rows.map(({ result }) => result.task));
  const methods = new Set(rows.map(({ result }) => result.method));
  return {
    paper: proposal.paper,
    notes: [],
    methods: proposal.methods.filter(({ id }) => methods.has(id)),
    tasks: proposal.tasks.filter(({ id }) => tasks.has(id)),
    results: rows.map(({ result }) => withConvention(result)),
  };
}

/** A result without FLOPs has no convention of its own: it has the default of a file of results. */
function withConvention(result: ProposedResult): ProposedResult {
  const hasFlops = result.flops !== undefined || result.baseFlops !== undefined;
  return hasFlops ? result : { ...result, flopsConvention: "2xMACs" };
}

/**
 * Rows of a proposal as the text of a file of results; each states where it was found and how sure
 * it is, which `ingest` skips. The same rows give the same text.
 */
export function resultsText(proposal: ProposedFile, rows: readonly ResultRow[]): string {
  const file = resultsOf(proposal, rows);
  const results = rows.map(({ confidence, reasons, provenance: { table, page, cells } }, at) => ({
    ...file.results[at]!,
    extracted: { confidence, reasons, table, ...(page !== undefined && { page }), cells },
  }));
  return stringify(withoutDefaults({ ...file, results }), { lineWidth: 0, aliasDuplicateObjects: false });
}

/** What a reader of the file would put there by itself only hides the rest. */
function withoutDefaults(file: PaperResults): object {
  const { paper, methods, tasks, results } = file;
  return {
    paper,
    ...(methods.length > 0 && { methods: methods.map(bare) }),
    ...(tasks.length > 0 && {
      tasks: tasks.map((task) => ({ ...task, network: bare(task.network), dataset: bare(task.dataset) })),
    }),
    results: results.map(({ id, method, algorithm, ...rest }) =>
      Object.fromEntries(
        Object.entries({
          id,
          ...(method !== undefined && { method }),
          ...(algorithm !== undefined && { algorithm }),
          ...rest,
        }).filter(
          ([key, value]) =>
            value !== undefined &&
            !(["settings", "stated"].includes(key) && Object.keys(value as object).length === 0) &&
            !(["derived", "flags"].includes(key) && (value as unknown[]).length === 0) &&
            !(key === "flopsConvention" && rest.flops === undefined && rest.baseFlops === undefined),
        ),
      ),
    ),
  };
}

function bare<T extends { aliases: string[] }>({ aliases, ...named }: T): object {
  return { ...named, ...(aliases.length > 0 && { aliases }) };
}
