import { nearestRank } from "./nearest-rank.ts";

/** A request that clients make, and how often beside the others. */
export interface Read {
  name: string;
  path: string;
  /** What is posted; absent where nothing is. */
  body?: unknown;
  weight: number;
}

/** How long requests took, from asking to the last byte, in milliseconds. */
export interface Latencies {
  name: string;
  requests: number;
  p50: number;
  p95: number;
  p99: number;
}

export interface Load {
  clients: number;
  seconds: number;
  random: () => number;
}

/**
 * Clients that read from a server for so many seconds, each its next read as soon as it has the one
 * before, drawn by weight. Whatever is not answered 200 with a whole body is an error.
 */
export async function loadServer(
  address: string,
  reads: readonly Read[],
  { clients, seconds, random }: Load,
): Promise<{ all: Latencies; byRead: Latencies[]; errors: Record<string, number>; perSecond: number }> {
  const taken = new Map(reads.map(({ name }) => [name, [] as number[]]));
  const errors: Record<string, number> = {};
  const bag = reads.flatMap((read) => Array.from({ length: read.weight }, () => read));
  const started = performance.now();
  const until = started + 1000 * seconds;
  const client = async () => {
    while (performance.now() < until) {
      const read = bag[Math.floor(random() * bag.length)]!;
      const asked = performance.now();
      const failure = await failureOf(address, read);
      if (failure === undefined) taken.get(read.name)!.push(performance.now() - asked);
      else errors[`${read.name}: ${failure}`] = (errors[`${read.name}: ${failure}`] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  const all = [...taken.values()].flat();
  return {
    all: latencies("all", all),
    byRead: [...taken].map(([name, ms]) => latencies(name, ms)),
    errors,
    perSecond: (1000 * all.length) / (performance.now() - started),
  };
}

/** Makes a request; resolves to what was wrong, undefined where nothing was. */
async function failureOf(address: string, { path, body }: Read): Promise<string | undefined> {
  const post = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  try {
    const response = await fetch(address + path, body === undefined ? {} : post);
    await response.arrayBuffer();
    return response.status === 200 ? undefined : String(response.status);
  } catch (error) {
    return (error as Error).message;
  }
}

function latencies(name: string, ms: readonly number[]): Latencies {
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => nearestRank(ms, share)) as [number, number, number];
  return { name, requests: ms.length, p50, p95, p99 };
}
