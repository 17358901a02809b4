import { z } from "zod";
import type { EmbedOptions } from "../../embed/index.ts";
import { type Algorithm, progressiveSearches } from "../../search/index.ts";

const words = ["graph", "experience", "progression", "studies"] as const;
const onlyOf = "sources=";

/**
 * What a study goes without: the paper's ablations (section 4.5), and earlier studies.
 *
 * - `graph` (-KG): its vectors are learned without the knowledge graph.
 * - `experience` (-NN_exp): they are learned without published results, and no NN_exp expects
 *   anything of a strategy.
 * - `sources=METHOD` (-Multiple Source): it chooses among the strategies of one method. The paper's
 *   is LeGR. It is named, as a default (the first, the largest) would become another study with
 *   another graph.
 * - `progression` (-Progressive Search): whole schemes, by a recurrent controller that learns by
 *   REINFORCE (`reinforcement`), in the place of the progressive search.
 * - `studies`: it learns from its own trials alone, and not from earlier studies in the graph.
 */
export const without = z
  .array(
    z.string().regex(/^(graph|experience|progression|studies|sources=[^\s]{1,128})$/, {
      error: ({ input }) => `a study can't go without "${input}", only without ${words.join(", ")} or sources=METHOD`,
    }),
  )
  .min(1)
  .max(5)
  .describe(`what the study goes without: ${words.join(", ")}, sources=METHOD (one method alone)`);

/** What of a study's request its ablations are about. */
export interface Ablated {
  algorithm: Algorithm;
  methods?: string[] | undefined;
  without?: string[] | undefined;
}

/** Why a study's ablations can't go together, or with the rest of its request; null where they can. */
export function clash({ algorithm, methods, without = [] }: Ablated): string | null {
  const twice = without.find((part, i) => without.some((other, j) => j < i && nameOf(other) === nameOf(part)));
  if (twice !== undefined) return `${nameOf(twice)} is there twice`;
  if (without.includes("graph") && without.includes("experience"))
    return "vectors are learned from the graph, from experience or from both, so a study can't go without both";
  if (methods && onlyMethod(without) !== undefined)
    return "sources=METHOD names the one method that remains, so methods can't be named beside";
  if (without.includes("progression") && !progressiveSearches.includes(algorithm))
    return `without progression is for a progressive search (${progressiveSearches.join(", ")}), and ${algorithm} is none`;
  return null;
}

/** Whether a study reads vectors at all; one that does not learns none and notes none. */
export function readsVectors(request: Omit<Ablated, "methods">): boolean {
  return progressiveSearches.includes(algorithmOf(request));
}

/** What the study's vectors are learned without; undefined for all knowledge there is. */
export function embeddingAblation({ without = [] }: Pick<Ablated, "without">): EmbedOptions["ablate"] {
  return without.includes("graph") ? "graph" : without.includes("experience") ? "experience" : undefined;
}

/** Whether a study learns from earlier ones: only the progressive search has a use for them. */
export function usesStudies(request: Omit<Ablated, "methods">): boolean {
  return algorithmOf(request) === "progressive" && !request.without?.includes("studies");
}

/** The methods that a study chooses from; undefined for all. */
export function methodsOf({ methods, without = [] }: Omit<Ablated, "algorithm">): string[] | undefined {
  const only = onlyMethod(without);
  return only === undefined ? methods : [only];
}

/** The search that really runs. */
export function algorithmOf({ algorithm, without = [] }: Omit<Ablated, "methods">): Algorithm {
  return without.includes("progression") ? "reinforcement" : algorithm;
}

function onlyMethod(without: readonly string[]): string | undefined {
  return without.find((part) => part.startsWith(onlyOf))?.slice(onlyOf.length);
}

function nameOf(part: string): string {
  return part.split("=")[0]!;
}
