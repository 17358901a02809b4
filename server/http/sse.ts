import type { Response } from "express";
import type { ServerSentEvent } from "./route.ts";

/**
 * Writes a stream of server-sent events until it ends or the client goes, waiting whenever the
 * client reads too slowly. A comment is sent every `heartbeatMs`. A failure of `events` rejects;
 * before the first event nothing has been sent by then.
 *
 * Source: HTML Living Standard, section 9.2, "Server-sent events".
 */
export async function sendEvents(
  response: Response,
  events: AsyncIterable<ServerSentEvent>,
  o: { heartbeatMs: number; signal: AbortSignal },
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]();
  // The first event is awaited before anything is sent, so that a failure can still be sent as a
  // problem.
  let next = await iterator.next();
  response.writeHead(200, {
    "content-type": "text/event-stream; charset=utf-8",
    "cache-control": "no-store",
    "x-accel-buffering": "no",
  });
  response.flushHeaders();
  const heartbeat = setInterval(() => response.write(": still here\n\n"), o.heartbeatMs);
  try {
    while (!next.done && !o.signal.aborted) {
      if (!response.write(eventText(next.value))) await drained(response, o.signal);
      next = await iterator.next();
    }
    response.end();
  } finally {
    clearInterval(heartbeat);
    await iterator.return?.();
  }
}

/** One event as it goes over the wire. JSON holds no line break, so the data is one line. */
function eventText({ event, data, id }: ServerSentEvent): string {
  return `${id === undefined ? "" : `id: ${id}\n`}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

async function drained(response: Response, signal: AbortSignal): Promise<void> {
  if (signal.aborted || !response.writableNeedDrain) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off("drain", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    response.on("drain", done);
    signal.addEventListener("abort", done);
  });
}
