/** What is left of a name when its spelling is: `ResNet-56`, `resnet_56` and `ResNet 56` are all `resnet56`. */
export function keyOf(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}.+]/gu, "")
    .replace(/\.(?!\d)/g, "");
}

/** A name without what stands behind it: citations, footnote marks, references to papers in brackets. */
export function withoutMarks(text: string): string {
  return text
    .replace(/\[[^\]]{0,200}\]/g, " ")
    .replace(/\((?:[^()]*\b(?:et al\.?|19\d\d|20\d\d)[^()]*)\)/gi, " ")
    .replace(/\b(?:et al\.?)\s*,?\s*(?:\(?\d{4}[a-z]?\)?)?/gi, " ")
    .replace(/\^\{[^{}]*\}/g, " ")
    .replace(/_\{([^{}]*)\}/g, "-$1")
    .replace(/[*†‡§¶]+(?=\s|$)/g, " ")
    .replace(/[−–‐‑]/g, "-")
    .replace(/\s+/g, " ")
    .trim();
}
