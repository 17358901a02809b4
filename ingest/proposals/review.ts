import { z } from "zod";
import { IngestError } from "../errors.ts";
import { namedMethod, proposedResult, reportedTask } from "../results/file.ts";
import { paperSchema } from "../results/source.ts";
import { hasResult, type ResultRow } from "./proposal-file.ts";
import type { Proposal } from "./propose.ts";

const provenance = z.strictObject({
  table: z.string(),
  page: z.number().optional(),
  row: z.string(),
  column: z.string().optional(),
  cells: z.array(z.strictObject({ at: z.string(), text: z.string() })),
});

const reviewRow = z.strictObject({
  number: z.number().int().positive(),
  /** `pending` until somebody decides. */
  decision: z.enum(["pending", "accepted", "rejected"]),
  confidence: z.number(),
  reasons: z.array(z.string()),
  provenance,
  result: proposedResult,
});
export type ReviewRow = z.output<typeof reviewRow>;

const reviewSchema = z.strictObject({
  version: z.literal(1),
  /** The file that was read, as it was named. */
  file: z.string(),
  paper: paperSchema,
  methods: z.array(namedMethod),
  tasks: z.array(reportedTask),
  rows: z.array(reviewRow),
});

/** The unsure rows of one paper, with what was decided of each. */
export type Review = z.output<typeof reviewSchema>;

/**
 * Reads a review as it was stored.
 *
 * @throws IngestError `bad_document` in one sentence.
 */
export function readReview(text: string, file: string): Review {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new IngestError(
      "bad_document",
      `${file}: is no review that AutoMC wrote; remove it and read the paper again.`,
      { cause },
    );
  }
  const parsed = reviewSchema.safeParse(raw);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new IngestError(
    "bad_document",
    `${file}: ${issue!.path.join(".")}: ${issue!.message}; remove it and read the paper again.`,
  );
}

export function reviewText(review: Review): string {
  return `${JSON.stringify(review, null, 2)}\n`;
}

/**
 * Puts a proposal's unsure rows into a paper's review. Rows that are there keep their number and
 * what was decided of them; those still pending are as the new proposal has them. The same proposal
 * again changes nothing.
 */
export function withUnsure(held: Review | undefined, proposal: Proposal): Review {
  const unsure = proposal.rows.filter((row): row is ResultRow => hasResult(row) && row.state === "unsure");
  const rows = [...(held?.rows ?? [])];
  for (const { confidence, reasons, provenance: place, result } of unsure) {
    const at = rows.findIndex((row) => row.result.id === result.id);
    const fresh = { confidence, reasons, provenance: place, result };
    if (at < 0) rows.push({ number: rows.length + 1, decision: "pending", ...fresh });
    else if (rows[at]!.decision === "pending") rows[at] = { ...rows[at]!, ...fresh };
  }
  const merged = <T extends { id: string }>(old: readonly T[], fresh: readonly T[]) => [
    ...new Map([...old, ...fresh].map((each) => [each.id, each])).values(),
  ];
  return {
    version: 1,
    file: proposal.file,
    paper: proposal.paper,
    methods: merged(held?.methods ?? [], proposal.methods),
    tasks: merged(held?.tasks ?? [], proposal.tasks),
    rows,
  };
}

/**
 * A review with some rows decided.
 *
 * @throws IngestError `unknown_reference` for a number that is none of its rows.
 */
export function decided(review: Review, numbers: readonly number[], decision: "accepted" | "rejected"): Review {
  const unknown = numbers.find((number) => !review.rows.some((row) => row.number === number));
  if (unknown !== undefined) {
    throw new IngestError(
      "unknown_reference",
      `${review.paper.id} has no row ${unknown} to review; it has ${review.rows.length}.`,
    );
  }
  return { ...review, rows: review.rows.map((row) => (numbers.includes(row.number) ? { ...row, decision } : row)) };
}
