import { knowledgeOnly } from "../../graph/index.ts";
import { nearest, type StatedMethod } from "../../ingest/index.ts";
import { ingestAbilities } from "./ingest-options.ts";

/** Why a method that a document states can't run, with the operators that may have been meant; null where it can. */
export function whyKnowledgeOnly(method: Pick<StatedMethod, "executable" | "missingOperators">): string | null {
  const why = knowledgeOnly(method);
  return why === null ? null : `${why}${meantOperators(method.missingOperators)}`;
}

/** In brackets, the operators that may have been meant by those that do not exist, or where all are listed. */
export function meantOperators(missing: readonly string[]): string {
  if (missing.length === 0) return "";
  const likely = [...new Set(missing.flatMap(nearestOperator))];
  return likely.length === 0
    ? " (automc ingest operators lists those that there are)"
    : ` (did you mean ${likely.join(", ")}?)`;
}

/** The operator that is spelled most alike, or whose name is within the one given: pruneFilters is prune. */
function nearestOperator(name: string): string[] {
  const [alike] = nearest(name, ingestAbilities.operators);
  if (alike !== undefined) return [alike];
  const lower = name.toLowerCase();
  return ingestAbilities.operators.filter((each) => lower.includes(each.toLowerCase())).slice(0, 1);
}
