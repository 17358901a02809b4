/**
 * What a column (or a row, in a table turned round) shows about its results, where it is no number.
 */
export type ContextKind =
  | "method"
  | "network"
  | "model"
  | "dataset"
  | "teacher"
  | "depth"
  | "target"
  /** How it was run: a scheme of quantization, bits, a sparsity for each layer. */
  | "setting"
  | "ignored";

const kinds: [ContextKind, RegExp][] = [
  [
    "method",
    /^(?:(?:prun\w*|compress\w*|proposed)\s+)?(?:method|algorithm|alg|algo|approach|technique|scheme|strategy|criteri(?:on|a)|pruner|algorithm name|method name)s?$|^(?:压缩|剪枝|量化|蒸馏)?(?:方法|算法)$/i,
  ],
  ["teacher", /^(?:teachers?|teacher (?:model|network|net|arch(?:itecture)?))$|^教师(?:模型|网络)?$/i],
  [
    "setting",
    /^(?:quantization (?:scheme|mode|method|type|config\w*)|quant(?:ization)?|precision|(?:sparsity|pruning|compression|quantization) (?:settings?|config\w*|pattern|granularity)|settings?|bit-?widths?|bits?|#?\s?bits|w\s?\/\s?a|w-?bits?|a-?bits?)$/i,
  ],
  ["model", /^(?:models?|base models?|model name|pruned models?|compressed models?|variants?|模型|name)$/i],
  [
    "network",
    /^(?:networks?|net|nets|arch|architectures?|backbones?|network architectures?|cnns?|dnns?|students?|student (?:model|network|net)|(?:full|original|unpruned|dense) (?:model|network|net)s?|网络(?:结构|模型)?|骨干网络?|学生(?:模型|网络)?)$/i,
  ],
  ["dataset", /^(?:data ?sets?|data|benchmarks?|tasks?|数据集)$/i],
  ["depth", /^(?:depth|#?\s?(?:of )?layers|no\. of layers)$/i],
  [
    "target",
    /^(?:target(?:ed)?|(?:target(?:ed)?\s+|global\s+|filter\s+|channel\s+|overall\s+|desired\s+)*(?:prun\w*|compress\w*|sparsity)\s*-?\s*(?:ratio|rate|level|percentage|amount)s?|sparsity|sparsity level|ratio|rate|percentage|(?:剪枝|稀疏)[率度])$/i,
  ],
  [
    "ignored",
    /^(?:pre-?train(?:ed)?\??|fine-?tun(?:e|ed|ing)\??|init(?:ial)?\.?\s*(?:pre-?train\w*)?\??|retrain\??|year|venue|pub(?:lication)?\.?|ref(?:erence)?s?\.?|papers?|source|config(?:uration)?s?|config file|nncf config file|checkpoints?|links?|download|notes?|remarks?|code|#|no\.?|id|idx|index|下载|type|structured\??|data[\s-]?free\??|hardware|device|url|log|logs)$/i,
  ],
];

/** What a column's header says the column is; undefined for none of these. */
export function contextKind(header: string): ContextKind | undefined {
  // "Model \\ Acc (%)" in the corner: the names under it are of models.
  const bare = header
    .split(/\s*[\\↘]\s*/)[0]!
    .normalize("NFKC")
    .replace(/\([^()]*\)|\[[^\]]*\]|\^\{[^{}]*\}/g, " ")
    .replace(/[%:*†‡]/g, " ")
    .replace(/(?<=\p{L})-\s+(?=\p{Ll})/gu, "-") // "Fine- tune?", broken at its hyphen
    .replace(/\s+/g, " ")
    .trim()
    .replace(/\.$/, "");
  return kinds.find(([, pattern]) => pattern.test(bare))?.[0];
}
