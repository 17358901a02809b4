/** Raised by Ctrl-C: the work was cut short on purpose. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * A signal that fires on the first Ctrl-C or SIGTERM, so that work can end in order; a second one
 * ends the process at once. `release` removes the handlers; `next` is the part of the message on
 * what was kept and how to continue.
 */
export function interruptible(next = "what was measured is kept, and `automc search resume` goes on"): {
  signal: AbortSignal;
  release: () => void;
} {
  const controller = new AbortController();
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(130);
    controller.abort(new Interrupted(`Interrupted; ${next}.`));
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return { signal: controller.signal, release: () => void process.off("SIGINT", onSignal).off("SIGTERM", onSignal) };
}
