import type { PaperFormat } from "./paper-text.ts";

const patterns: Record<Exclude<PaperFormat, "pdf">, RegExp[]> = {
  markdown: [/!\[[^\]]{0,300}\]\(\s*<?([^)\s>]{1,300})/g, /<img\b[^>]{0,500}?\bsrc\s*=\s*["']?([^"'\s>]{1,300})/gi],
  html: [/<img\b[^>]{0,500}?\bsrc\s*=\s*["']?([^"'\s>]{1,300})/gi],
  latex: [
    /\\begin\{table\*?\}(?:(?!\\end\{table)[\s\S]){0,2000}?\\includegraphics\s*(?:\[[^\]]{0,200}\])?\{([^{}]{1,300})\}/g,
  ],
};

/** Signs of a repository's state, and logos: pictures that hold no results. */
const decoration = /badge|shields\.io|logo|icon|\.gif\b|travis|colab|license|stars?\b|^data:/i;

/**
 * The pictures that a document shows (in LaTeX, those in the place of a table), by their names,
 * each once: nothing in them is read, so a reader of the proposal has to know of them.
 */
export function picturesIn(source: string, format: Exclude<PaperFormat, "pdf">): string[] {
  const found = patterns[format].flatMap((pattern) => [...source.matchAll(pattern)].map(([, name]) => name!));
  const names = found.filter((name) => !decoration.test(name)).map((name) => name.replace(/[?#].*$/, ""));
  return [...new Set(names.map((name) => name.split("/").at(-1)!).filter((name) => name !== ""))];
}
