import type { TablePart } from "./parts.ts";

const layerWord =
  /^(conv|fc|ip|linear|dense|pool|bn|layer|block|stage|fire|inception|classifier|embedding|head|total|sum|all)[\s_.-]*(?:\d|$|[a-z]\b|(?:layer|bias|weights?)s?\b)/i;

/**
 * Whether a table's rows are the layers of one network: under "Layer", or by their names (conv1,
 * fc6, Total). What it prints of them are no results. "Conv-2, Conv-4, Conv-6" are networks, so
 * one kind of name alone is not enough.
 */
export function isOfLayers({ paths, rows }: TablePart): boolean {
  const names = rows.map(({ cells }) => cells[0]!.text.trim()).filter((text) => text !== "");
  const isNumbers = names.every((text) => /^\d+$/.test(text));
  if (/^layers?(?: (?:name|type|index|id))?$/i.test((paths[0]?.at(-1) ?? "").trim()) && !isNumbers) return true;
  const words = names.flatMap((text) => layerWord.exec(text)?.[1]?.toLowerCase() ?? []);
  return names.length >= 3 && words.length * 4 >= names.length * 3 && new Set(words).size >= 2;
}
