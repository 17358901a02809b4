/**
 * What is left of a name when its spelling is: `ResNet-56`, `resnet_56` and `ResNet 56` are all
 * `resnet56`.
 */
export function keyOf(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.+]/gu, "")
    .replace(/\.(?!\d)/g, "");
}

/**
 * A name without what is behind it: citations, footnote marks, references to papers in brackets.
 */
export function withoutMarks(text: string): string {
  return unwrapped(text)
    .replace(/\[[^\]]{0,200}\]/g, " ")
    .replace(/\([^()]*\([^()]*\b(?:19|20)\d\d[a-z]?\)[^()]*\)/g, " ")
    .replace(authorsBehind, " ")
    .replace(/\((?:[^()]*\b(?:et al\.?|19\d\d|20\d\d)[^()]*)\)/gi, " ")
    .replace(/\b(?:et al\.?)\s*,?\s*(?:\(?\d{4}[a-z]?\)?)?/gi, " ")
    .replace(/\^\{[^{}]*\}/g, " ")
    .replace(/_\{([^{}]*)\}/g, "-$1")
    .replace(/[*†‡§¶]+(?=\s|$)/g, " ")
    .replace(/[−–‐‑]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * "SFP He et al. (2018a)", "WoodFisher Singh & Alistarh (2020)": the authors behind a name, with
 * the year where "et al." is not there.
 */
const authorsBehind =
  /(?<=\S\s*)(?:(?<=\s)\p{Lu}[\p{L}'’-]+(?:\s+et al\.?,?\s*(?:\(?(?:19|20)\d\d[a-z]?\)?)?|,?\s+(?:and|&)\s+\p{Lu}[\p{L}'’-]+,?\s*\((?:19|20)\d\d[a-z]?\)))/gu;

/**
 * A name that is all in brackets is no citation: "[HRank]", "[KSE (G=4)]", but "[27]" and
 * "[he2017channel]" are.
 */
export function unwrapped(text: string): string {
  const inside = /^\s*\[([^[\]]{1,100})\]\s*$/.exec(text)?.[1]?.trim();
  const isReference =
    inside === undefined ||
    !/\p{L}/u.test(inside) ||
    /^[\p{L}:_-]*\d{2,4}[a-z]{0,20}$/u.test(inside) ||
    /\bet al\b/.test(inside);
  return isReference ? text : inside;
}
