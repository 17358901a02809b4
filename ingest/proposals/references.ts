import type { Block } from "../readers/paper-text.ts";
import { keyOf } from "../recognise/key.ts";
import type { RecognisedMethod } from "../recognise/recogniser.ts";
import type { PaperKnowledge } from "./known.ts";

/**
 * What a number in brackets refers to, as far as the list of references names a paper that the
 * graph has a method of.
 */
export function referencesOf(
  blocks: readonly Block[],
  { papers, methods }: Pick<PaperKnowledge, "papers" | "methods">,
): (reference: string) => RecognisedMethod | undefined {
  const from = blocks.findLastIndex(
    (block) => block.kind === "heading" && /^(?:\d+\.?\s*)?(?:references|bibliography|参考文献)/i.test(block.text),
  );
  const titles = papers.map(({ id, title }) => ({ id, key: keyOf(title) })).filter(({ key }) => key.length > 15);
  const found = new Map<string, RecognisedMethod>();
  for (const block of from < 0 ? [] : blocks.slice(from)) {
    if (block.kind !== "paragraph") continue;
    for (const [, number, text] of block.text.matchAll(/\[(\d{1,3})\]\s+([^[]{20,800})/g)) {
      const key = keyOf(text!);
      const paper = titles.find((title) => key.includes(title.key));
      const proposed = paper ? methods.filter((method) => method.papers.includes(paper.id)) : [];
      const [only] = proposed;
      if (proposed.length === 1 && only) found.set(number!, { id: only.id, name: only.name, known: true });
    }
  }
  return (reference) => found.get(/\d{1,3}/.exec(reference)?.[0] ?? "");
}
