import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { run, showStudy } from "../../../graph/index.ts";
import { automc, automcJson, startAutomc } from "../cli/command-line.ts";
import { childrenOf } from "../processes/children-of.ts";
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

interface Trial {
  number: number;
  scheme: string;
  pr: number;
  validationAr: number;
  artifact: string;
}

test("a study is created over HTTP, followed to its end, and its best trial read back", async () => {
  expect(new URL(served.address).hostname).toBe("127.0.0.1");
  const request = { name: "over-http", model: "tiny", trials: 3, target: 0.1, maxLength: 1, seed: 3 };
  const created = await ask<{ state: string }>("/api/v1/studies", request);
  expect(created).toMatchObject({ status: 201, location: "/api/v1/studies/over-http", body: { state: "queued" } });

  const stream = await EventStream.open(`${served.address}/api/v1/studies/over-http/events`);
  await stream.end();
  const of = (kind: string) => stream.events.filter(({ event }) => event === kind);
  expect(stream.events[0]!.event).toBe("study");
  expect(of("trial").map(({ id }) => id)).toEqual(["1", "2", "3"]);
  expect(of("progress").length).toBeGreaterThan(0);
  expect(stream.events.at(-1)).toMatchObject({ event: "end", data: { state: "done", trials: 3 } });

  const trials = (await ask<{ trials: Trial[] }>("/api/v1/studies/over-http/trials")).body.trials;
  expect(of("trial").map(({ data }) => data)).toEqual(trials);
  const { best } = { best: (await ask<{ trials: Trial[] }>("/api/v1/studies/over-http/best")).body.trials[0]! };
  const reached = trials.filter(({ pr }) => pr >= 0.1);
  expect(best.validationAr).toBe(Math.max(...reached.map(({ validationAr }) => validationAr)));
  const shown = await automcJson<{ hash: string; card: { scheme: string[] } }>(
    ["model", "show", best.artifact],
    served.environment,
  );
  expect(shown).toMatchObject({ hash: best.artifact, card: { scheme: [best.scheme] } });
});

test("a study of the command line with the same request gives the same trials", async () => {
  const args = [
    "search",
    "run",
    "tiny",
    "--trials",
    "3",
    "--target",
    "0.1",
    "--max-length",
    "1",
    "--seed",
    "3",
    "--name",
    "by-hand",
  ];
  expect((await automc(args, served.environment)).code).toBe(0);
  const trialsOf = async (name: string) =>
    (await ask<{ trials: Trial[] }>(`/api/v1/studies/${name}/trials`)).body.trials;
  const figures = async (name: string) =>
    (await trialsOf(name)).map(({ number, scheme, pr, validationAr, artifact }) => ({
      number,
      scheme,
      pr,
      validationAr,
      artifact,
    }));
  expect(await figures("by-hand")).toEqual(await figures("over-http"));
});

test("bad requests are refused with a problem, and leave nothing", async () => {
  const request = { name: "refused", model: "tiny", trials: 1 };
  const refused: [object, number, string][] = [
    [{ ...request, model: "../../etc/passwd" }, 404, "unknown_model"],
    [{ ...request, methods: ["XYZ"] }, 404, "unknown_method"],
    [{ ...request, name: "over-http" }, 409, "study_exists"],
    [{ ...request, trails: 3 }, 422, "invalid_request"],
  ];
  for (const [body, status, code] of refused) {
    expect(await ask("/api/v1/studies", body)).toMatchObject({ status, body: { code, status } });
  }
  await expect(run(served.graph, showStudy, { name: "refused" })).rejects.toMatchObject({ code: "not_found" });
});

test("a study whose process is killed has failed, with how to go on", async () => {
  await ask("/api/v1/studies", { name: "killed", model: "tiny", trials: 6, target: 0.1, seed: 13 });
  const stream = await EventStream.open(`${served.address}/api/v1/studies/killed/events`);
  await stream.until("progress");
  for (const pid of await childrenOf(served.server.child.pid!)) process.kill(pid, "SIGKILL");
  await stream.end();
  expect(stream.events.at(-1)).toMatchObject({
    event: "end",
    data: { state: "failed", failure: "Its process ended early (SIGKILL); go on with: automc search resume killed" },
  });
});

test("Ctrl-C ends the server in order: what it runs is stopped and can be resumed", async () => {
  await ask("/api/v1/studies", { name: "left", model: "tiny", trials: 6, target: 0.1, seed: 12 });
  const stream = await EventStream.open(`${served.address}/api/v1/studies/left/events`);
  await stream.until("progress");
  // A terminal sends it to every process that the server started, too.
  for (const pid of await childrenOf(served.server.child.pid!)) process.kill(pid, "SIGINT");
  served.server.child.kill("SIGINT");
  await stream.end().catch(() => {}); // the connection is cut
  expect((await served.server.ended).code).toBe(0);
  expect(await run(served.graph, showStudy, { name: "left" })).toMatchObject([{ state: "stopped" }]);
});

test("an address that is not loopback needs a token, and then every request does", async () => {
  const refused = await automc(["serve", "--port", "0", "--host", "0.0.0.0"], served.environment);
  expect(refused).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(/^automc: Refusing to listen on 0\.0\.0\.0 without a token/),
  });
  const token = "a-token-of-the-test";
  const open = startAutomc(["serve", "--port", "0", "--host", "0.0.0.0"], {
    ...served.environment,
    AUTOMC_TOKEN: token,
  });
  try {
    const [, port] = /listens at http:\/\/0\.0\.0\.0:(\d+)/.exec(await open.until("stdout", "listens at"))!;
    const methods = `http://127.0.0.1:${port}/api/v1/methods`;
    expect((await fetch(methods)).status).toBe(401);
    expect((await fetch(methods, { headers: { authorization: "Bearer something-else" } })).status).toBe(401);
    expect((await fetch(methods, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  } finally {
    open.child.kill("SIGINT");
    await open.ended;
  }
});
