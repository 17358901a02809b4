import type { FromChild, ToChild } from "./messages.ts";
import { endWithParent } from "./watchdog.ts";

/** The parent, as the work for one request sees it. */
export interface Caller<Progress, Question, Answer> {
  /** Sends word of how far the work is. */
  report: (progress: Progress) => void;
  /** Asks the parent something that the work turned out to need. */
  ask: (question: Question) => Promise<Answer>;
}

/**
 * The inside of a child process: runs `handle` for each request of the parent, one after another in
 * the order they came, and sends back what it resolves to, or the code and message of what it
 * throws. See `Child` for the outside.
 *
 * It ends with its parent, however that ended and whatever is under way here.
 *
 * @param orphaned called when the parent is gone; by default the process exits at once
 * @param patienceMs how long it may go on then
 */
export function serve<Request, Result, Progress = never, Question = never, Answer = never>(
  handle: (request: Request, caller: Caller<Progress, Question, Answer>) => Promise<Result>,
  { orphaned = () => process.exit(0), patienceMs = 0 }: { orphaned?: () => void; patienceMs?: number } = {},
): void {
  endWithParent(patienceMs);
  let last = Promise.resolve();
  const questions = new Map<number, (answer: Answer) => void>();
  process.on("disconnect", orphaned);
  process.on("message", (message: ToChild) => {
    if ("answer" in message) questions.get(message.id)?.(message.answer as Answer);
    else last = last.then(() => reply(message));
  });

  async function reply({ id, request }: { id: number; request: unknown }): Promise<void> {
    const caller: Caller<Progress, Question, Answer> = {
      report: (progress) => send({ id, progress }),
      ask: (question) =>
        new Promise((resolve) => {
          questions.set(id, resolve);
          send({ id, question });
        }),
    };
    try {
      send({ id, result: await handle(request as Request, caller) });
    } catch (error) {
      const { code, message } = error as Error & { code?: unknown };
      send({ id, failure: { ...(typeof code === "string" && { code }), message } });
    }
  }
}

/** Sends to the parent; nothing where it is gone. */
function send(message: FromChild): void {
  if (process.connected) process.send?.(message, () => {}); // it may go while this is under way
}
