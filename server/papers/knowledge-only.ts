import { knowledgeOnly } from "../../graph/index.ts";
import { nearest, type StatedMethod } from "../../ingest/index.ts";
import { ingestAbilities } from "./ingest-options.ts";

/** Why a method that a document states can't run, with the operators that may have been meant; null where it can. */
export function whyKnowledgeOnly(method: Pick<StatedMethod, "executable" | "missingOperators">): string | null {
  const why = knowledgeOnly(method);
  const likely = method.missingOperators.flatMap((name) => nearest(name, ingestAbilities.operators).slice(0, 1));
  return why === null || likely.length === 0 ? why : `${why} (did you mean ${likely.join(", ")}?)`;
}
