/** What decides whether a method can run. */
export interface Runnable {
  executable: boolean;
  missingOperators: string[];
}

/**
 * Why a method is knowledge only, as the end of a sentence: queryable, but proposed by no search and run by no command.
 * Null for a method that can run.
 */
export function knowledgeOnly({ executable, missingOperators }: Runnable): string | null {
  if (executable) return null;
  if (missingOperators.length === 0) return "its card has no steps";
  const operators = missingOperators.join(", ");
  return missingOperators.length === 1 ? `there is no operator ${operators}` : `there are no operators ${operators}`;
}

/** A row about something of a method, with the reason beside it. */
export function withReason<Row extends Runnable>(row: Row): Row & { knowledgeOnly: string | null } {
  return { ...row, knowledgeOnly: knowledgeOnly(row) };
}
