import { z } from "zod";

/**
 * A name that becomes part of other names (`NS(HP1=0.1,…)`, `A -> B`), so it has no spaces,
 * brackets, commas or equal signs: a letter, then letters, digits and `. _ + -`, at most 64 in all.
 */
export const identifier = z
  .string()
  .regex(
    /^\p{L}[\p{L}\p{N}._+-]{0,63}$/u,
    "an id begins with a letter and has letters, digits and . _ + - (at most 64)",
  );

/** Free text, kept as it is written. */
export const text = z.string().min(1).max(20_000);

/** A name that things are found by: an index holds it, so it is shorter than free text may be. */
export const shortName = z.string().min(1).max(200);

/**
 * A paper, or another source of results, named by where it is found: `arXiv:1708.06519`,
 * `doi:10.…`, `github:owner/repository@commit`.
 */
export const paperSchema = z
  .strictObject({
    id: z
      .string()
      .min(1)
      .max(200)
      .regex(/^\S+$/, "a paper's id has no spaces, for example arXiv:1708.06519")
      .describe("Where it is found: arXiv:1708.06519, doi:10.…, github:owner/repository@commit."),
    title: text.describe("The title as the source has it."),
    year: z
      .number()
      .int()
      .min(1900)
      .max(2200)
      .optional()
      .describe("The year it appeared; absent where the source does not state it, as a page in a repository."),
    authors: z.array(text).min(1).optional().describe("The authors' names, in order."),
    venue: text.optional().describe("Conference or journal."),
  })
  .describe("The paper, or another source of results.");
export type Paper = z.output<typeof paperSchema>;
