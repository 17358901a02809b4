import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, inject, test, vi } from "vitest";
import { readOnly, runOne, showStudy } from "../../../graph/index.ts";
import { randomness } from "../../../server/randomness.ts";
import { digest, forget } from "../../trust/kills.ts";
import { automc, type Running, startAutomc } from "../cli/command-line.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";
import { hasRedis, RedisServer } from "./redis-server.ts";

vi.setConfig({ testTimeout: 900_000, hookTimeout: 400_000 });

const kills = 6;

describe.skipIf(!hasRedis)("a study with three workers on Redis", () => {
  let studies: TinyStudies;
  let redis: RedisServer;
  let environment: NodeJS.ProcessEnv;
  beforeAll(async () => {
    studies = await tinyStudies();
    redis = await RedisServer.start();
    environment = { ...studies.environment, REDIS_URL: redis.url };
  });
  afterAll(async () => {
    await redis.close();
    await studies.close();
  });

  const search = (name: string) =>
    `search run tiny --algorithm random --trials 8 --max-length 2 --target 0.1 --seed 5 --batch 4 --without studies --name ${name}`.split(
      " ",
    );

  test("has the trials of an undisturbed one, although its processes are killed and Redis forgets: none lost, none committed twice", async () => {
    const undisturbed = await automc(search("undisturbed"), { ...studies.environment, REDIS_URL: "" });
    expect(undisturbed.code).toBe(0);
    const reference = await digest("undisturbed", studies.environment);
    await forget(studies.home);
    await studies.graph.driver.executeQuery("MATCH (e:Evaluation) DETACH DELETE e");

    const random = randomness(inject("seed"))("queue kills");
    const workers = [1, 2, 3].map(() => startAutomc(["worker"], environment));
    await Promise.all(workers.map((worker) => worker.until("stderr", "data sets: mnist")));
    let study: Running = startAutomc(search("disturbed"), environment);
    await study.until("stderr", "strategies that can run");
    for (let kill = 0; kill < kills && study.child.exitCode === null; kill++) {
      await Promise.race([sleep(2_000 + 6_000 * random()), study.ended]);
      const victim = kill % 3;
      if (victim === 0) {
        const at = Math.floor(random() * workers.length);
        workers[at]!.child.kill("SIGKILL");
        await workers[at]!.ended;
        workers[at] = startAutomc(["worker"], environment);
      } else if (victim === 1) {
        await redis.kill();
        if (random() < 0.7) await redis.forget();
        await sleep(500);
        await redis.begin();
      } else {
        study.child.kill("SIGKILL");
        await study.ended;
        study = startAutomc(["search", "resume", "disturbed"], environment);
      }
    }
    await study.ended;
    expect(await runOne(studies.graph, showStudy, { name: "disturbed" })).toMatchObject({ state: "done", trials: 8 });
    expect(await digest("disturbed", studies.environment)).toBe(reference);
    const { rows } = await readOnly(
      studies.graph,
      "MATCH (e:Evaluation) RETURN e.state AS state, e.commits AS commits, count(*) AS evaluations",
    );
    expect(rows).toEqual([{ state: "done", commits: 1, evaluations: expect.any(Number) }]);

    const drained = workers.map((worker) => {
      worker.child.kill("SIGTERM");
      return worker.ended;
    });
    expect((await Promise.all(drained)).map(({ code }) => code)).toEqual([0, 0, 0]);
  });

  test("a worker says what is wrong with its Redis, and begins nothing", async () => {
    const forgetful = await RedisServer.start(["--appendonly", "no", "--maxmemory-policy", "allkeys-lru"]);
    const { code, stderr } = await automc(["worker", "--redis", forgetful.url], studies.environment);
    await forgetful.close();
    expect(code).toBe(1);
    expect(stderr).toContain("appendonly yes");
    expect(stderr).toContain("noeviction");
    const gone = await automc(["worker", "--redis", forgetful.url], studies.environment);
    expect(gone.stderr).toContain("does not answer: connect ECONNREFUSED");
    expect((await automc(["worker"], studies.environment)).code).toBe(2);
  });
});
