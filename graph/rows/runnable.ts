/**
 * What decides whether a method can run: its card has steps, and every operator that they name
 * exists.
 */
export interface Runnable {
  executable: boolean;
  /**
   * The operators that its steps name and that do not exist; none when it can run, and when it has
   * no steps.
   */
  missingOperators: string[];
}

/**
 * Why a method is knowledge only, as the end of a sentence: it can be queried, but no search
 * proposes it and no command runs it. Null for a method that can run.
 */
export function knowledgeOnly({ executable, missingOperators }: Runnable): string | null {
  if (executable) return null;
  if (missingOperators.length === 0) return "its card has no steps";
  const operators = missingOperators.join(", ");
  return missingOperators.length === 1 ? `there is no operator ${operators}` : `there are no operators ${operators}`;
}
