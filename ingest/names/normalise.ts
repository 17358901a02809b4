import { distance } from "fastest-levenshtein";

/**
 * A name as names are compared: "ResNet-56", "resnet_56" and "ResNet56" are all `resnet56`.
 *
 * Case, spaces, hyphens, underscores, quotes, and stops that are no decimal point do not count, nor
 * do characters that nobody sees; what is between two digits does, so WRN-28-10 (`wrn28-10`) is not
 * WRN-281-0. Any other sign counts: LeGR+ is not LeGR.
 */
export function normaliseName(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/(?<=\p{N})[\s\p{Pd}_]+(?=\p{N})/gu, "\uE000") // a private character keeps the place
    .replace(/[\s\p{Pd}_'"‘’“”,:;]|\.(?!\p{N})|(?<!\p{N})\./gu, "")
    .replaceAll("\uE000", "-");
}

/** Names that differ in a number name different things: ResNet-50 is no misspelt ResNet-56. */
export function numbersOf(normalised: string): string {
  return (normalised.match(/\p{N}+/gu) ?? []).join(" ");
}

/**
 * How alike two normalised names are: 1 is the same, 0 nothing in common; names with other numbers
 * are not alike. One minus the Levenshtein distance over the longer length.
 */
export function similarity(a: string, b: string): number {
  if (numbersOf(a) !== numbersOf(b)) return 0;
  return 1 - distance(a, b) / Math.max(a.length, b.length, 1);
}

/**
 * The first letters of a name's words, `Soft filter pruning` → `sfp`; empty for fewer than three
 * words.
 */
export function initials(name: string): string {
  const words = name.split(/[\s\p{Pd}_]+/u).filter((word) => /^\p{L}/u.test(word));
  return words.length < 3 ? "" : normaliseName(words.map((word) => word[0]).join(""));
}

/** Up to three of `known` that someone who wrote `word` may have meant, the likeliest first. */
export function nearest(word: string, known: readonly string[]): string[] {
  const written = word.toLowerCase();
  const letters = (text: string) => [...text].sort().join("");
  return known
    .map((each) => {
      const away = distance(written, each.toLowerCase());
      // Nmae is near name.
      return { each, away: letters(written) === letters(each.toLowerCase()) ? Math.min(1, away) : away };
    })
    .filter(({ each, away }) => away <= Math.max(1, Math.floor(Math.max(each.length, word.length) / 3)))
    .sort((a, b) => a.away - b.away)
    .slice(0, 3)
    .map(({ each }) => each);
}
