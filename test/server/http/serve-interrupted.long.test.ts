import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { run, showStudy } from "../../../graph/index.ts";
import { automc, startAutomc } from "../cli/command-line.ts";
import { childrenOf } from "../processes/children-of.ts";
import { isRunning } from "../processes/is-running.ts";
import { EventStream } from "./event-stream.ts";
import { type ServedStudies, servedStudies } from "./served-studies.ts";

vi.setConfig({ testTimeout: 120_000 });

let served: ServedStudies;
let ask: ServedStudies["ask"];
beforeAll(async () => {
  served = await servedStudies();
  ({ ask } = served);
});
afterAll(() => served.close());

test("a study is stopped over HTTP and resumed from the command line", async () => {
  const request = { name: "long", model: "tiny", trials: 12, target: 0.1, seed: 11 };
  await ask("/api/v1/studies", request);
  const stream = await EventStream.open(`${served.address}/api/v1/studies/long/events`);
  await stream.until("trial");
  expect(await ask("/api/v1/studies/long/stop", {})).toMatchObject({ status: 202 });
  await stream.end();
  const { data } = stream.events.at(-1)!;
  expect(data).toMatchObject({ name: "long", state: "stopped" });
  expect((data as { trials: number }).trials).toBeLessThan(12);
  expect((await automc(["search", "resume", "long"], served.environment)).code).toBe(0);
  expect((await ask("/api/v1/studies/long")).body).toMatchObject({ state: "done", trials: 12 });
});

test("a study whose server is killed is stopped, its process ends, and it can be resumed", async () => {
  const doomed = startAutomc(["serve", "--port", "0"], served.environment);
  const [, at] = /listens at (\S+) /.exec(await doomed.until("stdout", "listens at"))!;
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ name: "orphan", model: "tiny", trials: 2, target: 0.1, maxLength: 1, seed: 14 });
  expect((await fetch(`${at}/api/v1/studies`, { method: "POST", headers, body })).status).toBe(201);
  const stream = await EventStream.open(`${at}/api/v1/studies/orphan/events`);
  await stream.until("progress");
  const [study] = await childrenOf(doomed.child.pid!);
  doomed.child.kill("SIGKILL");
  await stream.end().catch(() => {}); // the connection is cut
  const state = async () => (await run(served.graph, showStudy, { name: "orphan" }))[0]!;
  await vi.waitFor(() => expect(isRunning(study!)).toBe(false), { timeout: 40_000 });
  expect(await state()).toMatchObject({ state: "stopped" });
  expect((await automc(["search", "resume", "orphan"], served.environment)).code).toBe(0);
  expect(await state()).toMatchObject({ state: "done", trials: 2 });
});
