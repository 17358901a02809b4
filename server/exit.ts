import { failureOf } from "./failure.ts";

/** Raised by Ctrl-C: the work was cut short on purpose. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The exit code for an error: 2 the input can't be used, 130 interrupted, 1 anything else. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return 130;
  const failure = failureOf(error);
  return failure && failure.status >= 400 && failure.status < 500 ? 2 : 1;
}

/** An error as a person should read it: our own are whole sentences already; others keep their stack, as they are defects. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Interrupted || failureOf(error)) return `automc: ${(error as Error).message}`;
  return `automc: unexpected failure, please report it:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}

/**
 * A signal that fires on the first Ctrl-C or SIGTERM, so that work can end in order; a second one ends the process at once.
 * `release` takes the handlers off again.
 */
export function interruptible(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Interrupted("Interrupted; what was measured is kept, and `automc search resume` goes on."));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return { signal: controller.signal, release: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal) };
}
