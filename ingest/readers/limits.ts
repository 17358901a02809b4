import { IngestError } from "../errors.ts";

/**
 * What a paper may be at most; more is refused or, where the rest can be read alone, skipped and
 * reported.
 */
export const paperLimits = {
  bytes: 50_000_000,
  /** Text formats; a paper of a million words has fewer. */
  characters: 8_000_000,
  /** Markdown alone, whose parser takes 230 MB for a million characters. */
  markdownCharacters: 4_000_000,
  pages: 200,
  tables: 400,
  /** In one table. */
  cells: 20_000,
  cellCharacters: 2_000,
  /** Elements nested in each other. */
  depth: 400,
} as const;

/** @throws IngestError `too_large` in one sentence when text is longer than a paper's. */
export function refuseTooLong(text: string, file: string, isMarkdown = false): void {
  const most = isMarkdown ? paperLimits.markdownCharacters : paperLimits.characters;
  if (text.length > most) {
    const sentence = `${file}: has ${text.length} characters, ${isMarkdown ? "Markdown" : "a paper"} may have ${most}; cut out the part with the tables.`;
    throw new IngestError("too_large", sentence);
  }
}
