import { Redis } from "ioredis";
import { BadInput, ServerError } from "../errors.ts";

const oldest = 7;

/**
 * A connection as BullMQ wants it: commands wait while Redis is away.
 *
 * @throws BadInput for an address that is none of Redis.
 */
export function redisAt(url: string): Redis {
  if (!/^rediss?:\/\/.+/.test(url))
    throw new BadInput(`"${withoutSecret(url)}" is no address of Redis; it looks like redis://host:6379.`);
  return new Redis(url, { maxRetriesPerRequest: null });
}

/** An address as it may be printed. */
export const withoutSecret = (url: string) => url.replace(/\/\/[^@/]*@/, "//…@");

/**
 * Refuses a Redis that would lose or drop what it is told, with a sentence for each reason.
 *
 * @throws ServerError `queue_unusable`.
 */
export async function checkRedis(url: string): Promise<void> {
  const faults = await faultsOf(url);
  if (faults.length === 0) return;
  throw new ServerError("queue_unusable", `Redis at ${withoutSecret(url)} can't be used. ${faults.join(" ")}`);
}

async function faultsOf(url: string): Promise<string[]> {
  const once = { maxRetriesPerRequest: 1, retryStrategy: () => null, lazyConnect: true, connectTimeout: 5_000 };
  const redis = new Redis(url, once);
  let cause: Error | undefined;
  redis.on("error", (error: Error) => {
    cause = error; // the promise below says only that the connection was closed
  });
  try {
    await redis.connect();
    return faultsIn(await redis.info());
  } catch (error) {
    return [`It does not answer: ${(cause ?? (error as Error)).message || "no connection"}.`];
  } finally {
    redis.disconnect();
  }
}

/** What is wrong with a server by its own description (`INFO`). */
export function faultsIn(info: string): string[] {
  const said = new Map([...info.matchAll(/^(\w+):(.*?)\r?$/gm)].map(([, name, value]) => [name, value]));
  const faults: string[] = [];
  const version = said.get("redis_version") ?? "0";
  if (!said.has("valkey_version") && Number.parseInt(version, 10) < oldest)
    faults.push(`It is version ${version}; ${oldest}.0 or newer is needed.`);
  if (said.get("aof_enabled") !== "1")
    faults.push("It keeps no append-only file, so it forgets the queue when it restarts: set `appendonly yes`.");
  if ((said.get("aof_last_write_status") ?? "ok") !== "ok")
    faults.push("It could not write its append-only file: look at its disk.");
  const policy = said.get("maxmemory_policy");
  if (policy !== "noeviction")
    faults.push(`It may drop what it holds (maxmemory-policy ${policy}): set \`maxmemory-policy noeviction\`.`);
  if (said.get("role") !== "master") faults.push("It is a replica: name its master.");
  if (said.get("redis_mode") === "cluster")
    faults.push("It is a cluster, which is not supported: name a single server.");
  return faults;
}
