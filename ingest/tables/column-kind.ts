/**
 * What a column (or a row, in a table turned round) shows about its results, where it is no number.
 */
export type ContextKind = "method" | "network" | "model" | "dataset" | "depth" | "target" | "ignored";

const kinds: [ContextKind, RegExp][] = [
  [
    "method",
    /^(?:(?:prun\w*|compress\w*|proposed)\s+)?(?:method|algorithm|alg|algo|approach|technique|scheme|strategy|criteri(?:on|a)|pruner|algorithm name|method name)s?$|^(?:压缩)?方法$|^算法$/i,
  ],
  ["model", /^(?:models?|base models?|model name|pruned model|variants?|模型|name)$/i],
  ["network", /^(?:networks?|net|nets|arch|architectures?|backbones?|network architectures?|cnns?|dnns?)$/i],
  ["dataset", /^(?:data ?sets?|data|benchmarks?|tasks?|数据集)$/i],
  ["depth", /^(?:depth|#?\s?(?:of )?layers|no\. of layers)$/i],
  [
    "target",
    /^(?:target(?:ed)?|(?:target(?:ed)?\s+|global\s+|filter\s+|channel\s+|overall\s+|desired\s+)*(?:prun\w*|compress\w*|sparsity)\s*-?\s*(?:ratio|rate|level|percentage|amount)s?|sparsity|sparsity level|ratio|rate|percentage|剪枝率)$/i,
  ],
  [
    "ignored",
    /^(?:pre-?train(?:ed)?\??|fine-?tun(?:e|ed|ing)\??|init(?:ial)?\.?\s*(?:pre-?train\w*)?\??|retrain\??|year|venue|pub(?:lication)?\.?|ref(?:erence)?s?\.?|papers?|source|config(?:uration)?s?|config file|nncf config file|checkpoints?|links?|download|notes?|remarks?|code|#|no\.?|id|idx|index|下载|type|structured\??|data[\s-]?free\??|hardware|device|url|log|logs)$/i,
  ],
];

/** What a column's header says the column is; undefined for none of these. */
export function contextKind(header: string): ContextKind | undefined {
  const bare = header
    .normalize("NFKC")
    .replace(/\([^()]*\)|\[[^\]]*\]|\^\{[^{}]*\}/g, " ")
    .replace(/[%:*†‡]/g, " ")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/\.$/, "");
  return kinds.find(([, pattern]) => pattern.test(bare))?.[0];
}
