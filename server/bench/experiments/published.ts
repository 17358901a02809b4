import { builtinSources, readDocument } from "../../../ingest/index.ts";

/** What the paper prints of a contender on one task; fractions, null where it prints none. */
export interface PublishedResult {
  pr: number | null;
  /** The change of accuracy, as a fraction of the original's. */
  ar: number | null;
  accuracy: number | null;
}

/**
 * What the AutoMC paper prints in its Tables 2 and 3, by contender, task (`resnet56/cifar10`) and
 * block (0.4 or 0.7 of the parameters removed). It is the file that the knowledge graph is built of.
 */
export async function publishedResults(): Promise<
  (contender: string, task: string, block: number) => PublishedResult | undefined
> {
  const results = new Map<string, PublishedResult>();
  for (const document of (await builtinSources()).map(readDocument)) {
    if (document.kind !== "results") continue;
    for (const { id, method, algorithm, task, pr, printedAr, accuracy } of document.value.results) {
      const block = id.startsWith("table2-70") ? 0.7 : 0.4;
      results.set(`${method ?? algorithm} ${task} ${block}`, {
        pr: pr ?? null,
        ar: printedAr ?? null,
        accuracy: accuracy ?? null,
      });
    }
  }
  return (contender, task, block) => results.get(`${contender} ${task} ${block}`);
}
