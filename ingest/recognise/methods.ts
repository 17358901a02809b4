import { keyOf, withoutMarks } from "./key.ts";

/** What is in the place of a method's name in a table. */
export type MethodLabel = { /** The label as printed, without citations and marks. */ text: string } & MethodMeaning;

export type MethodMeaning =
  /**
   * A method, perhaps under a setting: "GAL-0.05" is GAL under "0.05". `target` where the setting
   * is a share, "FPGM 40%".
   */
  | { kind: "method"; name: string; variant?: string; target?: number }
  /** The network as it was: "Baseline", "Original", "-" among methods. */
  | { kind: "baseline" }
  /** The paper's own method: "Ours", "Our-E", "Proposed (40%)". */
  | { kind: "own"; name: string; variant?: string; target?: number }
  /** A step on the way, not a method: "Prune (70%)", "Sparsity (1e-4)". */
  | { kind: "stage"; name: string; target?: number; tuned: boolean }
  /** Only a citation: "[21]", "[he2017channel]", "He et al.". */
  | { kind: "citation"; name: string };

const baseline =
  /^(?:the )?(?:base ?-?line|float(?:ing)?(?:[ -]points?)?|full[ -]precision|(?:fp|float)[ -]?32|32[ -]?bits?|w32 ?\/?a32|original|unpruned|uncompressed|un-pruned|dense|full(?: ?-?(?:model|network|size|precision))?|ref(?:erence)?\.?|pre-?trained|pretrain|teacher|student|none|no pruning|w\/o pruning|without pruning|vanilla|standard|uncompressed model|initial|float(?:32)?|fp32|基线|基准|原始|原模型)(?: (?:model|network|net|acc(?:uracy)?|result|cnn))?$/i;
const own =
  /^(?:our(?:s)?|proposed|this (?:work|paper)|the proposed(?: method)?|our (?:method|approach|work|result)s?|proposed (?:method|approach)|本文)(?![\p{L}])/iu;
const stage =
  /^(?:prun(?:e|ed|ing)|sparsity|spars(?:e|ified|ity train(?:ing|ed)?)|fine-?tun(?:e|ed|ing)|retrain(?:ed|ing)?|scratch(?:-[eb])?|train(?:ed)? from scratch|iterative|one-?shot|final|after|before|compressed|slim(?:med)?)\b/i;

/** A share in the label, as in "40%", "(70%)", "-50%". */
const share = /[(\s-]*(\d{1,2}(?:\.\d+)?)\s*%\)?/;

/** Reads what is where a method's name is expected; undefined for nothing or only a number. */
export function methodLabel(text: string): MethodLabel | undefined {
  const meaning = meaningOf(text);
  return meaning && { text: withoutMarks(text) || text.trim(), ...meaning };
}

function meaningOf(text: string): MethodMeaning | undefined {
  const clean = withoutMarks(text);
  const authors = /^(\p{Lu}[\p{L}'-]+(?:\s+(?:and|&)\s+\p{Lu}[\p{L}'-]+)?)\s+et al\.?/u.exec(text.trim());
  if (authors && clean.replace(/[^\p{L}]/gu, "").length <= authors[1]!.replace(/[^\p{L}]/gu, "").length) {
    return { kind: "citation", name: text.trim() };
  }
  if (clean === "" && /\(.*\b(?:19|20)\d\d\b.*\)/.test(text))
    return { kind: "citation", name: text.trim().replace(/^\(|\)$/g, "") };
  if (!/\p{L}/u.test(clean)) {
    const cited = /\[([^\]]+)\]/.exec(text)?.[1];
    return cited && clean.replace(/[-–\s]/g, "") === "" ? { kind: "citation", name: cited } : undefined;
  }
  const percent = share.exec(clean);
  const target = percent ? Number(percent[1]) / 100 : undefined;
  const bare = clean.replace(/^[^\p{L}\p{N}]+|[\s,:;-]+$/gu, "");
  if (baseline.test(bare.replace(/\s*\([^)]*\)\s*$/, ""))) return { kind: "baseline" };
  const { name, variant } = nameAndVariant(
    bare.replace(/(?<=[\p{L}\p{N}])(?:剪枝|量化|蒸馏)?(?:方法|算法|剪枝)$/u, ""),
  );
  const more = { ...(variant !== undefined && { variant }), ...(target !== undefined && { target }) };
  if (own.test(bare)) return { kind: "own", name, ...more };
  if (stage.test(bare) && bare.replace(/\([^)]*\)/g, "").split(/\s+/).length <= 3) {
    return {
      kind: "stage",
      name: bare,
      tuned: /tun|retrain|scratch|final/i.test(bare),
      ...(target !== undefined && { target }),
    };
  }
  return { kind: "method", name, ...more };
}

/**
 * "KSE (G=4)" is KSE under "G=4"; "SSS-32", "FPGM 40%", "GAL-0.5-joint" likewise. A small whole
 * number is part of a name: "GReg-2".
 */
function nameAndVariant(bare: string): { name: string; variant?: string } {
  const bracket = /^(.*?\p{L}.*?)\s*\(([^()]{1,60})\)\s*(.*)$/u.exec(bare);
  if (bracket && !/\p{L}/u.test(bracket[3]!)) {
    const inner = nameAndVariant(bracket[1]!);
    return { name: inner.name, variant: [inner.variant, bracket[2]].filter(Boolean).join(", ") };
  }
  const comma = /^([^,]{2,40}),\s*(.{1,60})$/.exec(bare);
  if (comma && /\d/.test(comma[2]!)) return { name: comma[1]!.trim(), variant: comma[2]! };
  const suffix = /^(.*?\p{L}[^\s]*?)[\s_-]+((?:\d*\.\d+|\d{2,3}|\d{1,3}(?:\.\d+)?\s*%)(?:-\p{L}+)?)$/u.exec(bare);
  if (suffix) return { name: suffix[1]!.replace(/[\s-]+$/, ""), variant: suffix[2]! };
  return { name: bare };
}

/** Whether a name looks like that of a method: short, begins with a letter, more than one. */
export function looksLikeMethod(name: string): boolean {
  const words = name.split(/\s+/);
  return /^\p{L}/u.test(name) && keyOf(name).length >= 2 && words.length <= 4 && name.length <= 40;
}

/** A method's name as an id: what can't be in one becomes a hyphen. */
export function methodId(name: string): string {
  const id = name
    .normalize("NFKC")
    .replace(/[^\p{L}\p{N}._+]+/gu, "-")
    .replace(/^[^\p{L}]+|[-.]+$/gu, "")
    .slice(0, 64);
  return id === "" ? "method" : id;
}
