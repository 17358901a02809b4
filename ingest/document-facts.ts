import type { Step } from "../graph/index.ts";
import { cardFacts } from "./card/facts.ts";
import type { Vocabulary } from "./names/vocabulary.ts";
import { paperResultsFacts } from "./results/facts.ts";
import type { Stated } from "./stated.ts";
import type { Document } from "./yaml/input.ts";

/** What can run here. */
export interface Abilities {
  /**
   * Ids of the operators that exist; a method whose steps name another is kept as knowledge but
   * cannot run.
   */
  operators: readonly string[];
  /**
   * @throws In a sentence, for steps whose operators exist but whose parameters are wrong; without
   * it, none are refused.
   */
  checkSteps?: ((steps: readonly Step[]) => void) | undefined;
}

/**
 * What a card or a file of results states.
 *
 * @throws IngestError `unknown_reference`, `too_many_strategies` or `bad_card` with the place in
 * the document.
 */
export function documentFacts(document: Document, vocabulary: Vocabulary, abilities: Abilities): Stated {
  return document.kind === "card"
    ? cardFacts(document, vocabulary, abilities)
    : paperResultsFacts(document, vocabulary);
}
