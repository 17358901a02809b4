/** How a number's digits were scaled by what is right after them. */
export type NumberUnit = "%" | "K" | "M" | "G" | "T" | "x" | "ms" | "s" | "bytes";

/**
 * One number as it is printed in a cell, with the marks around it. Nothing is scaled: "0.53M" is
 * 0.53 with unit M.
 */
export interface PrintedNumber {
  value: number;
  /** Digits after the decimal point, which show how far it was rounded. */
  decimals: number;
  unit?: NumberUnit;
  /** A plus or minus is printed, or an arrow: "+0.25", "↓52.6". */
  sign?: "+" | "-";
  arrow?: "down" | "up";
  /** What is after ±. */
  error?: number;
  /** It is in brackets: "0.49M (42.4%)". */
  inBrackets?: boolean;
  /**
   * Which of several that have a slash between them, from 0; counted again in brackets. A part may
   * have no number: "- / 40.2".
   */
  part: number;
  /** Roughly: "≈ 40", "~ 40", "> 40". */
  approximate?: boolean;
  /** The digits as printed, where a comma in them was read as a decimal point. */
  decimalComma?: string;
}

export interface ReadCell {
  numbers: PrintedNumber[];
  /** Nothing but numbers, units, signs and separators. */
  isNumeric: boolean;
  /** Nothing at all, or a dash: the cell says that there is no value. */
  isEmpty: boolean;
  /** What is left when the numbers are taken out. */
  words: string;
}

const nothing = /^(?:[-–—−‐‑‒――·.*=]+|n\/?a|none|nil|null|tbd|todo|xx+%?|\?+|✗|×|x|oom|nan)?$/i;

/**
 * Reads what a cell prints: "93.26 ± 0.03", "↓52.6%", "−0.25", "41.7 / 39.2", "0.49M (42.4%)",
 * "1.25×10^{8}", "1,234". Marks of footnotes and citations are no part of a number.
 */
export function readCell(text: string): ReadCell {
  const clean = cleaned(text);
  if (nothing.test(clean.replace(/[\s()/|%]/g, "") || "-") || nothing.test(clean)) {
    return { numbers: [], isNumeric: false, isEmpty: true, words: "" };
  }
  const numbers: PrintedNumber[] = [];
  const words = clean.replace(pattern, (...match: unknown[]) => {
    const groups = match.at(-1) as Groups;
    const at = match.at(-3) as number;
    const read = printedNumber(groups, clean, at);
    if (!read) return match[0] as string;
    numbers.push(read);
    return " ";
  });
  const left = words.replace(/(?:^|\s)(?:[-–—]|n\/?a|xx)(?=\s|$)/gi, " ").replace(/[\s()[\]/|,;:%±≈~<>≤≥+*↓↑→-]/g, "");
  return { numbers, isNumeric: numbers.length > 0 && left === "", isEmpty: false, words: words.trim() };
}

type Groups = Record<"mark" | "digits" | "power" | "unit" | "error" | "after", string | undefined>;

const pattern =
  /(?<![\p{L}\d_.])(?<mark>(?:[≈~<>≤≥↓↑▼▲+-]\s*)*)(?<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?|\.\d+)(?<power>e[+-]?\d{1,2})?(?:\s*(?<unit>%|‰|[×x](?!\w)|(?:[KMGTB]|million|billion|thousand|mil)(?:[- ]?(?:flop|mac|madd|param|op)\w*)?\b|[KMG]i?B\b|ms\b|s\b|h\b|pts?\b|pp\b))?(?<error>\s*(?:±|\+\/-|\+-)\s*\d*\.?\d+\s*%?|\s*[_(]\{?\s*±\s*\d*\.?\d+\s*%?\s*[})]?)?(?<after>\s*%?\s*[↓↑▼▲])?(?![\p{L}\d_])/giu;

function printedNumber(found: Groups, clean: string, at: number): PrintedNumber | undefined {
  const digits = found.digits!;
  const thousands = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(digits);
  const commaForPoint = !thousands && digits.includes(",");
  const plain = thousands ? digits.replace(/,/g, "") : digits.replace(",", ".");
  const exponent = found.power === undefined ? 0 : Number(found.power.slice(1));
  const value = Number(plain) * 10 ** exponent;
  if (!Number.isFinite(value)) return undefined;
  const mark = found.mark ?? "";
  const unit = unitOf(found.unit, `${found.error ?? ""}${found.after ?? ""}`);
  const arrows = `${mark}${found.after ?? ""}`;
  const error = /\d*\.?\d+/.exec(found.error ?? "")?.[0];
  const before = clean.slice(0, at);
  const opening = Math.max(before.lastIndexOf("("), before.lastIndexOf("["));
  const opened = opening > Math.max(before.lastIndexOf(")"), before.lastIndexOf("]"));
  const level = opened ? before.slice(opening) : before.replace(/\([^()]*\)/g, "");
  const sign = signOf(mark, before);
  return {
    value: sign === "-" && value !== 0 ? -value : value,
    part: level.match(/[/|]/g)?.length ?? 0,
    decimals: Math.max(0, (plain.split(".")[1]?.length ?? 0) - exponent),
    ...(unit && { unit }),
    ...(sign && { sign }),
    ...(/[↓▼]/.test(arrows) ? { arrow: "down" as const } : /[↑▲]/.test(arrows) ? { arrow: "up" as const } : {}),
    ...(error !== undefined && { error: Number(error) }),
    ...(opened && { inBrackets: true }),
    ...(/[≈~<>≤≥]/.test(mark) && { approximate: true }),
    ...(commaForPoint && { decimalComma: digits }),
  };
}

/**
 * A minus between two numbers is that of a range, "91.3 - 91.5" or "91.3-91.5", unless it is only
 * before the second: "91.3 -0.2".
 */
function signOf(mark: string, before: string): "+" | "-" | undefined {
  const sign = /[+-]/.exec(mark)?.[0] as "+" | "-" | undefined;
  if (sign === "-" && /\d%?$/.test(before.trimEnd()) && (/-\s+$/.test(mark) || !/\s$/.test(before))) return undefined;
  return sign;
}

function unitOf(unit: string | undefined, after: string): NumberUnit | undefined {
  if (unit === undefined) return after.includes("%") ? "%" : undefined;
  const word = unit.trim();
  if (word === "%") return "%";
  if (/^[×x]$/i.test(word)) return "x";
  if (/^[KMG]i?B$/.test(word)) return "bytes";
  if (/^ms$/i.test(word)) return "ms";
  if (word === "s" || word === "h") return "s";
  if (/^(K|thousand)/i.test(word)) return "K";
  if (/^(M|million|mil)/i.test(word)) return "M";
  if (/^(G|B|billion)/i.test(word)) return "G";
  if (/^T/i.test(word)) return "T";
  return undefined;
}

/**
 * One spelling of every sign: minus, percent, arrows, full-width characters; no marks of footnotes,
 * no citations.
 */
function cleaned(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[−–‐‑‒﹣－](?=\s*[\d.↓↑])/g, "-")
    .replace(/\s*[×x*·]\s*10\s*\^\{?\s*([+-]?\d{1,2})\s*\}?/g, "e$1")
    .replace(/\^\{[^{}]*\}/g, " ")
    .replace(/_\{(?!\s*±)([^{}]*)\}/g, " $1 ")
    .replace(/(?<=\d)\s*[*†‡§¶#]+|[†‡§¶]+|(?<=\d%?)\s*\*+/g, " ")
    .replace(/\[[^\]]{1,80}\]/g, (cite) =>
      /^\[[\d\s,;–-]+\]$|^\[[A-Za-z][\w:.-]*(?:,\s*[A-Za-z][\w:.-]*)*\]$/.test(cite) ? " " : cite,
    )
    .replace(/\s+/g, " ")
    .trim();
}
