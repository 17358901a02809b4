/** What listeners of a study heard: events of each kind, the fewest and the most that one of them did. */
export interface Heard {
  listeners: number;
  /** Listeners whose stream broke. */
  broken: number;
  trials: [fewest: number, most: number];
  progress: [fewest: number, most: number];
}

/** Listens to a study's events, so many times at once, until `stop`; `begun` resolves once one hears that it trains. */
export function listenToStudy(
  address: string,
  study: string,
  count: number,
): { begun: Promise<void>; stop(): Promise<Heard> } {
  const left = new AbortController();
  let hear = () => {};
  const begun = new Promise<void>((resolve) => {
    hear = resolve;
  });
  const heard = Array.from({ length: count }, () => ({ trial: 0, progress: 0, isBroken: false }));
  const listening = heard.map(async (own) => {
    try {
      const response = await fetch(`${address}/api/v1/studies/${study}/events`, { signal: left.signal });
      let rest = "";
      for await (const text of response.body!.pipeThrough(new TextDecoderStream())) {
        const lines = (rest + text).split("\n");
        rest = lines.pop()!;
        for (const line of lines) {
          if (line === "event: trial") own.trial += 1;
          if (line !== "event: progress") continue;
          own.progress += 1;
          hear();
        }
      }
    } catch {
      own.isBroken = !left.signal.aborted;
    }
  });
  const ends = (values: number[]): [number, number] => [Math.min(...values), Math.max(...values)];
  return {
    begun,
    async stop() {
      left.abort();
      await Promise.all(listening);
      return {
        listeners: count,
        broken: heard.filter(({ isBroken }) => isBroken).length,
        trials: ends(heard.map(({ trial }) => trial)),
        progress: ends(heard.map(({ progress }) => progress)),
      };
    },
  };
}
