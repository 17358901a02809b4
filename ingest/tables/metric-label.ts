import type { Metric, Quantity } from "./metric.ts";
import type { NumberUnit } from "./numbers.ts";

const words = {
  accuracy:
    /\bacc(?:uracy|uracies|urarcy|s)?\b\.?|\btop[\s@-]?[15]\b|\btop(?:one|five)\b|\bprec(?:ision)?\s*@?\s*[15]\b|准确率|精度/i,
  error: /\berr(?:or|s|ors)?\b\.?/i,
  parameters: /\bparam(?:eter)?s?\b\.?|\bpara\.?(?=\s|$|\()|#\s*p(?:ar)?\b|\bweights\b|参数/i,
  flops:
    /\b[mgb]?flop'?s?\b|\b[mg]?macs?\b|\bm-?adds?\b|\bmult[\s-]?adds?\b|\bcomputation(?:s|al cost)?\b|\bops\b|计算量/i,
  macs: /\b[mg]?macs?\b|\bm-?adds?\b|\bmult[\s-]?adds?\b/i,
  reduction:
    /\breduc\w*|\bprun(?:ed|ing|e)\b|\bremov\w*|\bdrop\w*|\bdecreas\w*|\brr\b|\bsav(?:ed|ing|ings)\b|\bcut\b|\bcompress\w*|\bp\.?r\.?(?![\p{L}])|\bless\b|\bred\b\.?|压缩率|减少/iu,
  rest: /\bremain\w*|\bkept\b|\bkeep\b|\bleft\b|\bretain\w*|\brest\b/i,
  change:
    /\bdrop\w*|\bdegrad\w*|\bdecreas\w*|\bloss\b|[ΔΔ∆δ]|\bdelta\b|\bgap\b|\binc(?:rease|r)?\b\.?|\bgain\w*|\bimprov\w*|\bdiff\w*|\bchange\b|\bdec\b\.?|\bdeg\b\.?|下降/i,
  loss: /\bdrop\w*|\bdegrad\w*|\bdecreas\w*|\bloss\b|\bdec\b|\bdeg\b|下降/i,
  gain: /\binc(?:rease|r)?\b|\bgain\w*|\bimprov\w*/i,
  base: /\bbase(?:line)?s?\b|\b(?:non-?|un)compressed\b|\bunquantized\b|\bfull[- ]?precision\b|原始|\borig(?:inal)?\b|\bunpruned\b|\bdense\b|\bfull\b|\bpre-?train(?:ed)?\b|\bbefore\b|\bteacher\b|\buncompressed\b|\breference\b|\b(?:fp|float)?-?32(?:-?bits?)?\b|基线/i,
  compressed:
    /\bprun(?:ed|e)\b|\bcompressed\b|\baccelerated\b|\bafter\b|\bft\b|\bfine-?tun\w*|\bfinal\b|\bslimmed\b|\bretrain\w*|\b(?:int-?)?[1-8]-?bits?\b|\bint-?[48]\b|\bquantized\b|(?:剪枝|压缩|量化)后/i,
  speedup:
    /\bspeed[\s-]?ups?\b|\bspd\b\.?|加速比?|\bacceler(?:ation)?\s+(?:ratio|rate)\b|\bflops?\s*(?:reduction\s*)?\(\s*[×x]\s*\)/i,
  /** A speed-up on a device, which is of time and no count. */
  ofTime:
    /\b[cg]pu\b|\blatency\b|\btime\b|\bwall\b|\bactual\b|\breal(?:istic)?\b|\bmeasured\b|\binference\b|\bdevice\b|\bmobile\b|\bpractical\b|\bdeploy\w*|\bthroughput\b/i,
  compression: /\bcompression\s*(?:ratio|rate|factor)?\b|\bcomp\.?\s*ratio\b|\bc\.?r\.?(?![\p{L}])/iu,
  target:
    /\b(?:prun(?:ing|e|ed)|target|sparsity|channel|filter)\s*-?(?:ratio|rate|level|percentage|amount|prune)s?\b|^\s*(?:target|sparsity|ratio|rate)\b|[剪稀][枝疏][率度]/i,
  /** "Theoretical Acc.", "Realistic Acc. (%)": how much faster it is, by count or by the clock. */
  acceleration: /\b(?:theoretical|realistic|practical|actual|measured)\s+acc(?:eleration)?\b/i,
  other:
    /\blatency\b|\btime\b|\bepochs?\b|\bmemory\b|\bsize\b|\bfps\b|\bmap\b|\bmiou\b|\b(?:box\s+)?ap\b|\bbleu\b|\bppl\b|\bperplexity\b|\bf1\b|\bauc\b|\benergy\b|\bthroughput\b|\blearning rate\b|\bseeds?\b|\bbits?\b|\bbit-?width\b|\bgpus?\b|\bhours?\b|\bdays?\b|\bspeed\b|\bpower\b|\bimages?\b|\bwidth\b|\bchannels?\b|\blayers?\b|\bfilters?\b|\bkernels?\b|\bstd\b|\bvariance\b|体积|延迟/i,
} as const;

/**
 * One quantity in a label, its brackets taken apart: "Params (M)", "FLOPs ↓(%)", "Acc. Drop".
 * Undefined where it names none.
 */
export function metricIn(label: string, context = ""): Metric | undefined {
  const text = spelled(label);
  const factor = factorIn(text);
  const unit = factor === undefined ? unitIn(text) : undefined;
  const arrow = /[↓▼]/.test(text) ? "down" : /[↑▲]/.test(text) ? "up" : undefined;
  const bare = text.replace(/\([^()]*\)/g, " ");
  const quantity = quantityIn(text, bare, unit, arrow);
  if (quantity === undefined) return undefined;
  const of = ofIn(`${bare} ${spelled(context)}`, quantity);
  const positive = words.loss.test(text)
    ? "loss"
    : words.gain.test(text)
      ? "gain"
      : arrow === "down" && quantity === "accuracyChange"
        ? "loss"
        : undefined;
  return {
    quantity,
    ...(of && { of }),
    ...(/top[\s@-]?(?:5|five)|@\s*5/i.test(text) && !/top[\s@-]?1/i.test(text) && { top5: true }),
    ...(unit && { unit }),
    ...(factor !== undefined && { factor }),
    ...(quantity === "accuracyChange" && positive && { positive }),
    ...(words.rest.test(text) && /Reduction|target/.test(quantity) && { isRest: true }),
    ...(words.macs.test(text) && { macs: true }),
    ...(arrow && { arrow }),
  };
}

function quantityIn(
  text: string,
  bare: string,
  unit: NumberUnit | undefined,
  arrow: "down" | "up" | undefined,
): Quantity | undefined {
  const countOf = (raw: "flops" | "parameters"): Quantity => {
    const less =
      words.reduction.test(ofPruned.test(text) && unit !== "%" ? text.replace(ofPruned, " ") : text) ||
      words.rest.test(text) ||
      unit === "%" ||
      (unit === undefined && arrow === "down" && /[↓▼]\s*\(?\s*%/.test(text));
    if (unit === "x" || /\b[×x]\b/.test(bare)) return raw === "flops" ? "speedup" : "compression";
    if (!less || (unit !== undefined && unit !== "%")) return raw;
    return raw === "flops" ? "flopsReduction" : "parametersReduction";
  };
  if (words.acceleration.test(text)) return "other";
  if (words.speedup.test(text)) return words.ofTime.test(text) ? "other" : "speedup";
  if (words.flops.test(bare)) return countOf("flops");
  if (words.parameters.test(bare)) return countOf("parameters");
  if (words.flops.test(text) && !words.accuracy.test(text)) return countOf("flops");
  if (words.parameters.test(text) && !words.accuracy.test(text)) return countOf("parameters");
  const isError = words.error.test(text) && !/\bacc/i.test(text);
  const isAccuracy = !isError && words.accuracy.test(text);
  if (isAccuracy || isError) {
    if (words.change.test(bare) || (words.change.test(text) && !words.accuracy.test(bare) && !words.error.test(bare)))
      return "accuracyChange";
    return isAccuracy ? "accuracy" : "error";
  }
  if (words.target.test(text)) return "target";
  if (/^\s*p\.?\s?r\.?\s*(?:\(|$)/i.test(text)) return "parametersReduction";
  if (/^\s*f\.?\s?r\.?\s*(?:\(|$)/i.test(text)) return "flopsReduction";
  if (/\bsize\s+(?:ratio|reduction)\b/i.test(text) && unit !== "bytes") return "compression";
  if (words.other.test(text)) return "other";
  if (words.compression.test(text)) return "compression";
  if (words.change.test(text) || /^\s*[↓↑▼▲]\s*(?:\(?\s*%\s*\)?)?\s*$/.test(text)) return "accuracyChange";
  return undefined;
}

/** "Pruned-Params" are those of the pruned network; "Params pruned" those that are gone. */
const ofPruned = /\b(?:pruned|compressed)[\s-]+(?=(?:#\s*)?(?:[mg]?flop|[mg]?macs?\b|param))/i;

function ofIn(text: string, quantity: Quantity): Metric["of"] {
  if (quantity === "accuracyChange" || /Reduction|speedup|compression|target/.test(quantity)) return undefined;
  if (words.base.test(text)) return "base";
  return words.compressed.test(text) ? "compressed" : undefined;
}

/**
 * Whether a label only says that something became less or changed: "↓%", "Δ", "Drop (%)". Of what,
 * the label over it shows.
 */
export function isBareChange(label: string): boolean {
  return /^[\s()%]*(?:[↓↑▼▲Δδ]|drop|decrease|reduc(?:tion|ed)|red\.?|change|diff(?:erence)?\.?)[\s()%↓↑▼▲.]*$/iu.test(
    spelled(label),
  );
}

/** Whether a word in brackets says that the number before it got less: "Params (Red.)". */
export function saysLess(text: string): boolean {
  return words.reduction.test(spelled(text));
}

/**
 * What a label means that names no quantity but one of the two networks: "Baseline", "Pruned (%)",
 * "Fine-tuned".
 */
export function sideIn(label: string): Metric["of"] {
  const text = spelled(label).replace(/\([^()]*\)/g, " ");
  // "RL-based + group fine-tuning" is a name, in which such a word is.
  if (
    text
      .replace(words.base, " ")
      .replace(words.compressed, " ")
      .replace(/\b(?:model|network|net|dnn|cnn|acc|from scratch|\d+\s*epochs?)\b/gi, " ")
      .replace(/[^\p{L}]/gu, "").length > 6
  )
    return undefined;
  if (words.base.test(text)) return "base";
  return words.compressed.test(text) ? "compressed" : undefined;
}

/** The power of ten in a label: "(×10^{8})", "(1e6)". */
function factorIn(label: string): number | undefined {
  const power = /(?:[×x*·]\s*10\s*\^?\{?|\b10\s*\^\{?|\b1e\+?)\s*(\d{1,2})\s*\}?/i.exec(spelled(label))?.[1];
  return power === undefined ? undefined : 10 ** Number(power);
}

/** The unit that a label gives: "(%)", "(M)", "/M", "MFLOPs". */
export function unitIn(label: string): NumberUnit | undefined {
  const text = spelled(label);
  if (/\(\s*[^()]*?\b(?:MB|KB|GB|MiB|bytes)\b/i.test(text)) return "bytes";
  const bracket =
    /\(\s*(?:#|in\s+)?([^()]{1,24}?)\s*\)|\[\s*([^[\]]{1,12})\s*\]|\/\s*([KMGB])\b|\bin\s+([KMGB]|millions?|billions?)\b/iu;
  for (const match of text.matchAll(new RegExp(bracket, "giu"))) {
    const unit = named(match[1] ?? match[2] ?? match[3] ?? match[4] ?? "");
    if (unit) return unit;
  }
  const fused = /\b([mgb])(?:flops?|macs?)\b/i.exec(text)?.[1];
  if (fused) return /m/i.test(fused) ? "M" : "G";
  return /%/.test(text) ? "%" : undefined;
}

function named(text: string): NumberUnit | undefined {
  const unit = text.trim().replace(/[↓↑▼▲\s.]/g, "");
  if (unit === "%" || /^percent/i.test(unit)) return "%";
  if (/^(?:×|x|times)$/i.test(unit)) return "x";
  if (/^(?:K|thousands?)$/i.test(unit)) return "K";
  if (/^(?:M|mil|millions?|MFLOPs?|MMACs?)$/i.test(unit)) return "M";
  if (/^(?:G|B|billions?|GFLOPs?|GMACs?|BFLOPs?)$/i.test(unit)) return "G";
  if (/^(?:T|TFLOPs?)$/i.test(unit)) return "T";
  if (/^ms$/i.test(unit)) return "ms";
  return undefined;
}

/** A label with one spelling of every sign, and words apart that were run together. */
export function spelled(label: string): string {
  return label
    .normalize("NFKC")
    .replace(/\^\{[^{}\d]*\}|\[[\d\s,]+\]/g, " ")
    .replace(/[−–]/g, "-")
    .replace(/[△▵∆]/g, "Δ")
    .replace(
      /(?<=\p{Ll}|FLOPs?|MACs?)(?=(?:Reduction|Drop|Ratio|Rate|Acc|Accuracy|Loss|Change|Speedup|Params?|FLOPs?)(?!\p{Ll}))/gu,
      " ",
    )
    .replace(/_\{([^{}]*)\}/g, " $1")
    .replace(/\s+/g, " ")
    .trim();
}
