import { expect, test } from "vitest";
import { readConfig } from "../../../server/config.ts";
import { faultsIn, withoutSecret } from "../../../server/queue/redis.ts";

const good = {
  ...{ redis_version: "7.0.15", redis_mode: "standalone", role: "master", aof_enabled: "1" },
  ...{ aof_last_write_status: "ok", maxmemory_policy: "noeviction" },
};
const infoOf = (said: Record<string, string>) =>
  `# Server\r\n${Object.entries(said)
    .map(([name, value]) => `${name}:${value}\r\n`)
    .join("")}`;

test("a Redis that keeps what it is told is taken", () => {
  expect(faultsIn(infoOf(good))).toEqual([]);
  expect(faultsIn(infoOf({ ...good, redis_version: "7.2.4", valkey_version: "8.1.0" }))).toEqual([]);
});

test.each([
  [{ redis_version: "6.2.1" }, "version 6.2.1"],
  [{ aof_enabled: "0" }, "appendonly yes"],
  [{ aof_last_write_status: "err" }, "disk"],
  [{ maxmemory_policy: "allkeys-lru" }, "maxmemory-policy noeviction"],
  [{ role: "slave" }, "replica"],
  [{ redis_mode: "cluster" }, "cluster"],
])("one that would not is refused with a sentence: %j", (other, words) => {
  const faults = faultsIn(infoOf({ ...good, ...other }));
  expect(faults).toHaveLength(1);
  expect(faults[0]).toContain(words);
});

test("what is printed of an address has no password, and neither has a refusal of one", () => {
  expect(withoutSecret("redis://user:secret@host:6379/0")).toBe("redis://…@host:6379/0");
  expect(() => readConfig({ REDIS_URL: "http://user:secret@host" })).toThrow(/^(?!.*secret).*REDIS_URL/);
});
