import type { Metric } from "./metric.ts";
import { isBareChange, metricIn, saysLess, sideIn, unitIn } from "./metric-label.ts";

/** The quantities that a label promises, in the order in which a cell under it prints them. */
export interface LabelMetrics {
  /**
   * One for each part between slashes: "Params(M) / PR(%)" promises two. A part that names no
   * quantity is undefined.
   */
  parts: (Metric | undefined)[];
  /** What is in brackets behind: "FLOPs (PR)", "Accuracy (drop)". */
  bracketed: (Metric | undefined)[];
}

/**
 * Reads a label; `path` is what is over it, nearest last, and helps where the label alone names no
 * quantity.
 */
export function labelMetrics(label: string, path: readonly string[] = []): LabelMetrics {
  const over = path.join(" ");
  const sides = path.filter((label) => sideIn(label) !== undefined).join(" "); // "Uniform baselines" is a name
  if (isRelative(label)) return { parts: [{ quantity: "accuracyChange", positive: "gain" }], bracketed: [] };
  const { main, brackets } = takenApart(label);
  const pieces = piecesOf(main);
  const common = unitIn(pieces.at(-1) ?? "");
  const parts = pieces.map((piece): Metric | undefined => {
    const of = isBareChange(piece) ? changeUnder(piece, path) : undefined;
    if (of) return of;
    const named = metricIn(piece, sides);
    // "FT 40 epochs": not how long it took, but of which network.
    const own = named?.quantity === "other" && /\bepochs?\b/i.test(piece) && sideIn(piece) ? undefined : named;
    const joined = own ?? (over === "" ? undefined : metricIn(`${over} ${piece}`));
    if (joined) return withUnit(joined, pieces.length > 1 ? common : undefined, over);
    const side = sideIn(piece);
    return side && { quantity: "accuracy", of: side, guessed: true, ...(unitIn(piece) && { unit: unitIn(piece)! }) };
  });
  const [first] = parts;
  const bracketed = brackets.flatMap((inside) => piecesOf(inside).map((piece) => bracketMetric(piece, first)));
  return { parts, bracketed };
}

/** "Accuracy Ratio [(INT8-FP32)/FP32]": the change over the accuracy before, written as a formula. */
function isRelative(label: string): boolean {
  return (
    /\bacc/i.test(label) &&
    /[([]\s*\(?\s*[^()[\]/]{1,24}[-−–]\s*[^()[\]/]{1,24}\)?\s*\/[^()[\]/]{1,24}[)\]]/.test(label)
  );
}

/** "↓%" under "GFLOPs" is a reduction of these, under "Top-1 Acc" a change of this. */
function changeUnder(piece: string, path: readonly string[]): Metric | undefined {
  const over = path.map((label) => metricIn(label)).findLast((metric) => metric !== undefined);
  if (over?.quantity === "flops") return { quantity: "flopsReduction", unit: "%" };
  if (over?.quantity === "parameters") return { quantity: "parametersReduction", unit: "%" };
  if (over?.quantity !== "accuracy" && over?.quantity !== "error") return undefined;
  const own = metricIn(piece);
  return {
    quantity: "accuracyChange",
    ...(own?.positive && { positive: own.positive }),
    ...(over.top5 && { top5: true }),
    ...(unitIn(piece) && { unit: unitIn(piece)! }),
  };
}

/**
 * A percent sign at the end of "Acc. / Inc.(%)" is meant for both; a unit over several columns for
 * all of them.
 */
function withUnit(metric: Metric, common: Metric["unit"], over: string): Metric {
  if (metric.unit !== undefined) return metric;
  const isShare = /accuracy|error|Change|Reduction/.test(metric.quantity);
  const inherited = unitIn(over);
  if (common === "%" && isShare) return { ...metric, unit: "%" };
  if (inherited !== undefined && (inherited === "%") === isShare) return { ...metric, unit: inherited };
  return metric;
}

/** "FLOPs (PR)": the reduction of what is before the bracket. */
function bracketMetric(text: string, before: Metric | undefined): Metric | undefined {
  const own = metricIn(text);
  const base = before?.quantity;
  if (base === "flops" || base === "parameters") {
    const isReduction =
      own === undefined ? /[↓%]/.test(text) || saysLess(text) : own.quantity !== "other" && own.quantity !== "speedup";
    if (isReduction) {
      return {
        quantity: base === "flops" ? "flopsReduction" : "parametersReduction",
        unit: "%",
        ...(own?.isRest && { isRest: true }),
        ...(before?.of && { of: before.of }),
      };
    }
    return own;
  }
  if (base === "accuracy" && (own?.quantity === "accuracyChange" || (own === undefined && /[↓↑]/.test(text)))) {
    return {
      quantity: "accuracyChange",
      ...(own?.positive && { positive: own.positive }),
      ...(before?.top5 && { top5: true }),
    };
  }
  return own;
}

/** A label without those brackets that hold more than a unit or an arrow. */
function takenApart(label: string): { main: string; brackets: string[] } {
  const brackets: string[] = [];
  const main = label.normalize("NFKC").replace(/\(([^()]*)\)/g, (whole, inside: string) => {
    const bare = inside.replace(/[\s.]/g, "");
    const isUnit =
      bare === "" ||
      /^(?:[↓↑%]+|[KMGBT]|in%|%↓|↓%|ms|s|MB|KB|GB|[×x]|[×x]?10(?:\^\{?)?\d+\}?|[×x]?1e\+?\d+|#|million|billion|percent|[MG](?:FLOPs?|MACs?))$/i.test(
        bare,
      );
    if (isUnit || !/\p{L}|[↓↑ΔΔ]/u.test(inside)) return whole;
    if (
      (metricIn(inside) === undefined || metricIn(inside)?.quantity === "other") &&
      !saysLess(inside) &&
      sideIn(inside)
    )
      return ` ${inside} `;
    if (metricIn(inside) === undefined && !saysLess(inside) && !/^[↓↑ΔΔ]/.test(bare)) return " ";
    brackets.push(inside);
    return " ";
  });
  return { main, brackets };
}

/**
 * Parts between slashes or bars; a slash before a bare unit ("FLOPs/M") or inside a word ("w/o")
 * parts nothing.
 */
function piecesOf(text: string): string[] {
  const pieces = text.split(/\s*(?:(?<!\bw)\/(?!\s*(?:[KMGB]|o|s|ms|image|img)\b)|\|)\s*(?![^()]*\))/u);
  return pieces.map((piece) => piece.trim()).filter((piece) => piece !== "");
}
