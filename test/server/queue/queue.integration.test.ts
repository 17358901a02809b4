import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, describe } from "vitest";
import type { Graph } from "../../../graph/index.ts";
import { BullDispatcher } from "../../../server/queue/bullmq-dispatcher.ts";
import { LocalDispatcher } from "../../../server/queue/local-dispatcher.ts";
import { queueContract } from "../../contracts/queue.ts";
import { emptied } from "../../graph/emptied.ts";
import { testGraph } from "../../graph/server.ts";
import { hasRedis, RedisServer } from "./redis-server.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
});
beforeEach(() => emptied(driver, "Evaluation"));
afterAll(() => driver.close());

describe("evaluations of this machine", () => {
  queueContract(
    () => graph,
    () => ({ dispatcher: () => new LocalDispatcher() }),
  );
});

const byBullMQ = hasRedis ? "evaluations by BullMQ" : "evaluations by BullMQ: redis-server is not installed";

describe.skipIf(!hasRedis)(byBullMQ, () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await RedisServer.start();
  });
  afterAll(() => redis.close());
  const forget = async () => {
    await redis.kill();
    await redis.forget();
    await redis.begin();
  };
  queueContract(
    () => graph,
    () => ({ dispatcher: () => new BullDispatcher(redis.url, "cpu-test"), forget }),
  );
});
