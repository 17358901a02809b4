import { failureOf } from "../failures.ts";
import { Interrupted } from "../interruption.ts";

/** The exit code for an error: 2 the input can't be used, 130 interrupted, 1 anything else. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return 130;
  const failure = failureOf(error);
  return failure && failure.status >= 400 && failure.status < 500 ? 2 : 1;
}

/**
 * An error as a person should read it: our own are whole sentences already; others keep their
 * stack, as they are defects.
 */
export function sentenceOf(error: unknown): string {
  if (error instanceof Interrupted || failureOf(error)) return `automc: ${(error as Error).message}`;
  return `automc: unexpected failure, please report it:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
