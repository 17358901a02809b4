import { send } from "./ask.ts";

/** One server-sent event. */
export interface Received {
  event: string;
  data: unknown;
}

/**
 * Reads a stream of server-sent events until one named in `last` comes, or the signal fires. A
 * stream that breaks off is taken up again behind the last event that had an id.
 *
 * `EventSource` can't send the token, so this reads the response itself.
 * Source: HTML Living Standard, section 9.2.
 *
 * @param after the id of the last event that is known already
 */
export async function follow(
  path: string,
  o: {
    after?: string;
    last: string[];
    signal: AbortSignal;
    on: (event: Received) => void;
    lost: (why: string) => void;
  },
): Promise<void> {
  let after = o.after;
  for (let wait = 500; !o.signal.aborted; wait = Math.min(wait * 2, 10_000)) {
    const headers = { accept: "text/event-stream", ...(after !== undefined && { "last-event-id": after }) };
    const { data, problem } = await send("get", path, { headers, signal: o.signal });
    if (problem && problem.status >= 400 && problem.status < 500) return o.lost(problem.detail);
    if (problem) o.lost(`${problem.detail} Trying again.`);
    else {
      try {
        for await (const { id, ...event } of eventsIn(data.body!)) {
          if (id !== undefined) after = id;
          o.on(event);
          wait = 500;
          if (o.last.includes(event.event)) return;
        }
      } catch {
        // it broke off
      }
      if (!o.signal.aborted) o.lost("The connection was cut. Trying again.");
    }
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<Received & { id?: string }> {
  const reader = body.pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>).getReader();
  let text = "";
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += value;
      const parts = text.split("\n\n");
      text = parts.pop()!;
      for (const part of parts) {
        const fields = new Map(part.split("\n").map((line) => [line.split(":", 1)[0]!, line.replace(/^\w*: ?/, "")]));
        const [event, data, id] = [fields.get("event"), fields.get("data"), fields.get("id")];
        if (event === undefined || data === undefined) continue; // a comment: the stream is alive
        yield { event, data: JSON.parse(data), ...(id !== undefined && { id }) };
      }
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
