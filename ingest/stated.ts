import type { Facts } from "../graph/index.ts";
import type { AuditedResult } from "./audit/audited-result.ts";

/** A method that a document defines, and whether it can run; see `knowledgeOnly`. */
export interface StatedMethod {
  id: string;
  /** How many strategies its value grid spans. */
  strategies: number;
  executable: boolean;
  /** The operators that its steps name and that do not exist. */
  missingOperators: string[];
}

/**
 * What a document states: facts for the graph, and beside them the values that the facts were made
 * from.
 */
export interface Stated extends Facts {
  methods: StatedMethod[];
  /** Its results as the auditor will read them in the graph. */
  results: AuditedResult[];
}
