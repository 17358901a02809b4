/** One event as it came over the wire. */
export interface ReceivedEvent {
  event: string;
  id: string | undefined;
  data: never;
}

/** Follows a stream of server-sent events, as the standard says to read it. */
export class EventStream {
  readonly events: ReceivedEvent[] = [];
  comments = 0;
  closed = false;
  readonly #stop = new AbortController();
  #changed: () => void = () => {};
  #reading: Promise<void> | undefined;

  static async open(url: string, headers: Record<string, string> = {}): Promise<EventStream> {
    const stream = new EventStream();
    const response = await fetch(url, {
      headers: { accept: "text/event-stream", ...headers },
      signal: stream.#stop.signal,
    });
    if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
    if (!/^text\/event-stream/.test(response.headers.get("content-type") ?? "")) throw new Error("not an event stream");
    stream.#reading = stream.#read(response).catch((error: unknown) => {
      if (!stream.#stop.signal.aborted) throw error;
    });
    return stream;
  }

  /** Waits until an event of this kind has come that `fits`. */
  async until(event: string, fits: (data: never) => boolean = () => true): Promise<ReceivedEvent> {
    while (true) {
      const found = this.events.find((received) => received.event === event && fits(received.data));
      if (found) return found;
      if (this.closed) throw new Error(`the stream ended without "${event}"`);
      await this.#change();
    }
  }

  /** Waits until the server has ended the stream. */
  async end(): Promise<void> {
    await this.#reading;
  }

  async leave(): Promise<void> {
    this.#stop.abort();
    await this.#reading;
  }

  async #change(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#changed = resolve;
    });
  }

  async #read(response: Response): Promise<void> {
    let text = "";
    try {
      for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
        text += chunk;
        const blocks = text.split("\n\n");
        text = blocks.pop()!;
        for (const block of blocks) this.#take(block);
        this.#changed();
      }
    } finally {
      this.closed = true;
      this.#changed();
    }
  }

  #take(block: string): void {
    const fields = new Map(block.split("\n").map((line) => line.split(/: ?(.*)/s) as [string, string]));
    if (fields.has("event")) {
      this.events.push({
        event: fields.get("event")!,
        id: fields.get("id"),
        data: JSON.parse(fields.get("data")!) as never,
      });
    } else this.comments++;
  }
}
