import type { Block } from "../readers/paper-text.ts";

/** An entry of BibTeX that a page asks to be cited with. */
export interface BibEntry {
  title?: string;
  authors?: string[];
  year?: number;
  text: string;
}

/** The entries of BibTeX in a document's paragraphs, in its order. */
export function bibEntries(blocks: readonly Block[]): BibEntry[] {
  return blocks
    .flatMap((block) =>
      block.kind === "paragraph"
        ? [
            ...block.text.matchAll(
              /@(?:article|inproceedings|conference|misc|techreport|unpublished|book|incollection)\s*\{[^@]{0,4000}/gi,
            ),
          ]
        : [],
    )
    .map(([text]) => entryOf(text));
}

function entryOf(text: string): BibEntry {
  const title = field(text, "title");
  const author = field(text, "author");
  const year = Number(field(text, "year"));
  const authors = author
    ?.split(/\s+and\s+/)
    .map((name) => (name.includes(",") ? name.split(",").toReversed().join(" ") : name).replace(/\s+/g, " ").trim())
    .filter((name) => name !== "" && name !== "others");
  return {
    text,
    ...(title && { title }),
    ...(authors && authors.length > 0 && { authors }),
    ...(year >= 1900 && { year }),
  };
}

/** A field's value: in braces, which may hold others, in quotes, or a bare number. */
function field(text: string, name: string): string | undefined {
  const start = new RegExp(`\\b${name}\\s*=\\s*`, "i").exec(text);
  if (!start) return undefined;
  const from = start.index + start[0].length;
  if (text[from] !== "{")
    return (/^"([^"]*)"|^([\w.-]+)/.exec(text.slice(from)) ?? []).slice(1).find((each) => each !== undefined);
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    if (text[at] === "{") depth += 1;
    if (text[at] === "}") depth -= 1;
    if (depth === 0)
      return text
        .slice(from + 1, at)
        .replace(/[{}\\]/g, "")
        .replace(/\s+/g, " ")
        .trim();
  }
  return undefined;
}
