import { parseMath } from "@unified-latex/unified-latex-util-parse";
import { tidy } from "../paper-text.ts";
import { LatexPrinter } from "./text.ts";

const longest = 4_000;

/**
 * What a formula in LaTeX prints, as plain text: `93.5_{\pm 0.1}` → `93.5_{±0.1}`. A formula too
 * long for a table stays as it is.
 */
export function mathText(tex: string): string {
  if (tex.length > longest) return tidy(tex);
  return tidy(new LatexPrinter(new Map()).print(parseMath(tex), true).text);
}

/**
 * `$$…$$` and `$…$`: the first dollar has no space after it and no letter or digit before (but
 * `1.5$\\times$`), the second no space before it and no digit after (or there is a command inside).
 */
const formula =
  /\$\$((?:(?!\n\s*\n)[^$]){1,4000})\$\$|(?:(?<![\\$\w])\$(?=\S|[^$\n]*\\)|(?<=\d)\$(?=\\[a-z]))((?:\\\$|(?!\n\s*\n)[^$]){1,1000}?)(?<=\S|\\[^$]*)\$(?!\d)/g;

/** Text with each formula replaced by what `to` makes of it. */
export function replaceMath(text: string, to: (tex: string, source: string) => string): string {
  return text.replace(formula, (source: string, display?: string, inline?: string) =>
    to(display ?? inline ?? "", source),
  );
}
