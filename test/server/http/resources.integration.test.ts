import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { unzipSync, zipSync } from "fflate";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listStrategies, run, saveEmbedding } from "../../../graph/index.ts";
import { Artifacts } from "../../../server/artifacts/store.ts";
import { vectorOf } from "../../graph/vector.ts";
import { paperText } from "../../ingest/readers/paper.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";
import { EventStream } from "./event-stream.ts";
import { InProcessRunner } from "./in-process-runner.ts";
import { type RunningApi, rawRequest, startApi } from "./running-api.ts";
import { taskId, writeSmallKnowledge } from "./small-knowledge.ts";

let tiny: TinyStudies;
let runner: InProcessRunner;
let api: RunningApi;
/** What the training process is asked, and what it answers. */
const asked: { kind: string; [setting: string]: unknown }[] = [];
let train: (signal: AbortSignal) => Promise<unknown>;

beforeAll(async () => {
  tiny = await tinyStudies();
  await writeSmallKnowledge(tiny.graph);
  runner = new InProcessRunner(tiny.graph, taskId, (number) => ({ ar: -number / 100, pr: 0.3 + number / 10 }));
  api = await startApi(tiny.graph, runner, {
    home: tiny.home,
    environment: tiny.environment,
    scratch: join(tiny.home, "served"),
    artifacts: new Artifacts(tiny.home),
    training: (job, _report, signal) => {
      asked.push(job);
      return train(signal) as Promise<never>;
    },
  });
});
afterAll(async () => {
  await api.close();
  await tiny.close();
});

type Field = "columns" | "differs" | "embeddings" | "hash" | "id" | "ingests" | "jobs" | "layers" | "lines" | "methods";
type Fields = "models" | "next" | "result" | "rows" | "run" | "state" | "status" | "studies" | "trials" | "values";
/** An answer, of which a test knows what it has. */
type Body = Record<Field | Fields, never>;
const get = async (path: string, headers = {}) => (await api.get(`/api/v1${path}`, headers)).body as Body;
const post = async (path: string, body: unknown = {}, headers = {}) => await api.post(`/api/v1${path}`, body, headers);
const send = async (path: string, body: string | Uint8Array, type = "application/octet-stream") => {
  const response = await fetch(`${api.address}/api/v1${path}`, {
    method: "POST",
    body: body as string,
    headers: { "content-type": type },
  });
  return { status: response.status, body: (await response.json()) as Body };
};
/** A job as it ended. */
async function ended(id: string): Promise<{ state: string; result: Body; failure: Body }> {
  const stream = await EventStream.open(`${api.address}/api/v1/jobs/${id}/events`);
  await stream.end();
  return stream.events.at(-1)!.data as never;
}

describe("answers", () => {
  test("who has an answer already gets no second one, and large ones are compressed", async () => {
    const first = await rawRequest(api.address, "/api/v1/methods", { "accept-encoding": "gzip" });
    expect([first.status, first.headers["content-encoding"]]).toEqual([200, "gzip"]);
    const etag = first.headers.etag!;
    const again = await rawRequest(api.address, "/api/v1/methods", { "if-none-match": etag });
    expect([again.status, again.body]).toEqual([304, ""]);
    const other = await rawRequest(api.address, "/api/v1/papers", { "if-none-match": etag });
    expect(other.status).toBe(200);
  });

  test("a list is CSV where that is asked for, and says where the next page is", async () => {
    const { status, headers, body } = await rawRequest(api.address, "/api/v1/methods?limit=1&sort=-id", {
      accept: "text/csv",
    });
    expect([status, headers["content-type"]]).toEqual([200, "text/csv; charset=utf-8"]);
    expect(body.split("\r\n").map((line) => line.split(",")[0])).toEqual(["id", "NS", ""]);
    const next = /<([^>]+)>; rel="next"/.exec(String(headers.link))![1]!;
    const { methods } = JSON.parse((await rawRequest(api.address, next, {})).body);
    expect(methods.map(({ id }: { id: string }) => id)).toEqual(["LMA"]);
    expect(await get("/methods?executable=true&limit=1&sort=strategies&papers=arXiv:1708.06519")).toMatchObject({
      methods: [{ id: "NS" }],
      next: null,
    });
  });
});

describe("models", () => {
  test("a stored model is listed, shown with its layers, named anew and downloaded whole", async () => {
    const { models } = await get("/models?network=resnet8");
    expect(models).toMatchObject([{ name: "tiny", names: ["tiny"], data: "mnist", scheme: [], original: null }]);
    const { hash, layers } = (await get("/models/tiny")) as { hash: string; layers: { kind: string; width: number }[] };
    expect(layers.filter(({ kind }) => kind === "Dense")).toMatchObject([{ width: 10 }]);
    expect((await post(`/models/${hash.slice(0, 12)}/name`, { name: "again" })).body).toMatchObject({
      names: ["again", "tiny"],
    });
    const response = await fetch(`${api.address}/api/v1/models/again/download`);
    expect(response.headers.get("content-disposition")).toContain(".zip");
    const files = unzipSync(new Uint8Array(await response.arrayBuffer()));
    const stored = await readFile(join(new Artifacts(tiny.home).modelDirectory(hash as never), "weights.bin"));
    expect(Object.keys(files).sort()).toEqual(["card.json", "model.json", "weights.bin"]);
    expect(Buffer.from(files["weights.bin"]!).equals(stored)).toBe(true);
    expect(await get("/models/nothing")).toMatchObject({ status: 404, code: "unknown_model" });
    expect(await get("/models/..%2F..%2Fetc")).toMatchObject({ status: 404, code: "unknown_model" });
  });

  test("training is a job: accepted, followed, asked twice done once, its model named", async () => {
    const { hash, card } = { hash: (await get("/models/tiny")).hash, card: { parameters: 1, testAccuracy: 0.5 } };
    train = async () => ({ hash, card, seconds: 1 });
    const request = { network: "resnet8", name: "trained", epochs: 2 };
    const key = { "idempotency-key": "one" };
    const { status, body, response } = await post("/models", request, key);
    const { id } = body as { id: string };
    expect([status, response.headers.get("location")]).toEqual([202, `/api/v1/jobs/${id}`]);
    expect(await ended(id)).toMatchObject({ state: "done", result: { name: "trained", testAccuracy: 0.5 } });
    expect(((await post("/models", request, key)).body as { id: string }).id).toBe(id);
    expect(asked.filter(({ kind }) => kind === "train")).toMatchObject([
      { network: "resnet8", epochs: 2, dataset: { name: "mnist" } },
    ]);
    expect((await post("/models", { ...request, epochs: 3 }, key)).body).toMatchObject({ code: "key_reused" });
    expect((await get("/models/trained")).hash).toBe(hash);
    expect((await post("/models", { ...request, network: "resnet9" })).body).toMatchObject({
      status: 400,
      detail: expect.stringMatching(/resnet8, resnet20/),
    });
  });

  test("a job that fails says why, and one that is cancelled is told to end", async () => {
    train = async () => Promise.reject(new Error("secret"));
    const failed = (await post("/models", { network: "resnet8", name: "x" })).body as { id: string };
    expect(await ended(failed.id)).toMatchObject({ state: "failed", failure: { code: "internal_error" } });
    train = (signal) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
    const long = (await post("/models/tiny/cost")).body as { id: string };
    await expect.poll(async () => (await get(`/jobs/${long.id}`)).state).toBe("running");
    expect((await post(`/jobs/${long.id}/cancel`)).body).toMatchObject({ state: "cancelled" });
    expect(((await get("/jobs?state=cancelled")).jobs as { id: string }[]).map(({ id }) => id)).toEqual([long.id]);
    expect(await get("/jobs/none")).toMatchObject({ status: 404, code: "unknown_job" });
    expect((await post("/jobs/none/cancel")).body).toMatchObject({ status: 404, code: "unknown_job" });
  });

  test("a model is imported by what it is, not by what it is called, and its file is gone afterwards", async () => {
    let seen = "";
    train = async () => {
      seen = String(asked.at(-1)!.file);
      expect(await readFile(seen, "latin1")).toContain("HDF");
      return { hash: (await get("/models/tiny")).hash, card: {}, seconds: 1 };
    };
    const bytes = Buffer.concat([Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), Buffer.alloc(100)]);
    const { status, body } = await send("/models/import?name=mine&input=unit", bytes);
    expect(status).toBe(202);
    expect(await ended(body.id!)).toMatchObject({ state: "done", result: { name: "mine" } });
    expect(asked.at(-1)).toMatchObject({ kind: "import", input: "unit", network: "mine" });
    expect(seen.endsWith(".h5")).toBe(true);
    await expect(readFile(seen)).rejects.toThrow(/ENOENT/);
    expect((await send("/models/import?name=mine", "#!/bin/sh")).body).toMatchObject({ status: 400 });
    expect((await send("/models/import?name=mine", "")).body).toMatchObject({ code: "bad_upload" });
    expect((await send("/models/import?name=mine", bytes, "text/html")).body).toMatchObject({ status: 415 });
    expect((await send("/models/import?name=..%2Fmine", bytes)).body).toMatchObject({ status: 422 });
  });
});

describe("images of one's own", () => {
  const raw = { width: 4, height: 4, channels: 3 as const };
  const png = async (n: number) => {
    return sharp(
      Uint8Array.from({ length: 48 }, (_, i) => (n * 29 + i * 5) % 256),
      { raw },
    )
      .png()
      .toBuffer();
  };

  test("a zip of folders of classes becomes a data set, under names of ours, and can be removed", async () => {
    const entries: Record<string, Uint8Array> = {
      "pets/readme.txt": Buffer.from("x"),
      "../../cat/out.png": await png(99),
    };
    for (let n = 0; n < 12; n++) entries[`pets/train/${n % 2 ? "cat" : "dog"}/${n}.png`] = await png(n);
    for (let n = 12; n < 16; n++) entries[`pets/test/${n % 2 ? "cat" : "dog"}/${n}.png`] = await png(n);
    entries["pets/test/cat/broken.png"] = Buffer.from("no image");
    const { status, body } = await send("/datasets?name=pets&licence=mine", zipSync(entries), "application/zip");
    expect(status).toBe(202);
    const done = await ended(body.id!);
    expect(done).toMatchObject({
      state: "done",
      result: { train: 12, test: 4, unreadable: { count: 1, names: ["pets/test/cat/broken.png"] } },
    });
    const { datasets } = (await get("/datasets")) as unknown as {
      datasets: { name: string; own: boolean; licence: string }[];
    };
    expect(datasets.find(({ name }) => name === "pets")).toMatchObject({
      own: true,
      licence: "mine",
      shape: [4, 4, 3],
    });
    const again = await ended(
      ((await send("/datasets?name=pets", zipSync(entries), "application/zip")).body as { id: string }).id,
    );
    expect(again).toMatchObject({ state: "failed", failure: { detail: expect.stringContaining("already") } });
    const damaged = (await send("/datasets?name=other", "no zip", "application/zip")).body as { id: string };
    expect(await ended(damaged.id)).toMatchObject({ state: "failed", failure: { code: "bad_input" } });
    expect((await send("/datasets?name=..%2Fpets", zipSync(entries), "application/zip")).body).toMatchObject({
      status: 422,
    });
  });
});

describe("knowledge that comes in", () => {
  const card = (id: string) => `id: ${id}
name: Cut of ${id}
paper: { id: "doi:10.1000/${id}", title: A Cut, year: 2021 }
techniques: [{ id: TE91, name: Cutting }]
`;

  test("a card is a difference first, then ingested, shown and rolled back", async () => {
    const dry = await send("/ingests?file=card.yaml&dryRun=true", card("SNIP2"), "application/yaml");
    expect(dry.body).toMatchObject({ dryRun: true, id: null, methods: [{ id: "SNIP2" }] });
    expect((dry.body.lines as string[]).some((line) => line.startsWith("+ Method SNIP2"))).toBe(true);
    expect((await get("/methods/SNIP2")).status).toBe(404);
    const { id } = (await send("/ingests?file=card.yaml", card("SNIP2"), "application/yaml")).body;
    expect(await get("/methods/SNIP2")).toMatchObject({ id: "SNIP2" });
    expect((await get("/ingests")).ingests![0]).toMatchObject({ id, files: ["card.yaml"] });
    expect((await get(`/ingests/${id}`)).lines).toContain("+ Method SNIP2");
    expect((await post(`/ingests/${id}/rollback`)).body).toMatchObject({ id });
    expect((await get("/methods/SNIP2")).status).toBe(404);
    expect((await post(`/ingests/${id}/rollback`)).body).toMatchObject({ status: 404, code: "not_found" });
  });

  test("a card that can't be used is one sentence with its line, and a name is no path", async () => {
    const bad = await send("/ingests?file=card.yaml", "id: [", "application/yaml");
    expect(bad.body).toMatchObject({ status: 422, detail: expect.stringMatching(/^card\.yaml:\d/) });
    for (const file of ["../card.yaml", "a/b.yaml", "..", "/etc/passwd", "a\u0000b"])
      expect((await send(`/ingests?file=${encodeURIComponent(file)}`, card("X")))?.status, file).toBe(422);
    expect((await send("/ingests?file=card.yaml", Buffer.from([0xff, 0xfe, 0x00]))).status).toBe(400);
    expect((await send("/ingests?file=card.yaml", "x".repeat(2_000_001))).status).toBe(413);
  });

  test("a paper becomes a proposal with places, its rows a difference, an ingest, and nothing again", async () => {
    const { status, body } = await send("/papers?file=cuts.md", paperText(), "text/markdown");
    expect(status).toBe(202);
    const { state, result } = await ended(body.id!);
    expect(state).toBe("done");
    const rows = result.rows as { number: number; state: string; provenance: { cells: unknown[] } }[];
    expect(rows.every(({ provenance }) => provenance.cells.length > 0)).toBe(true);
    const some = rows.filter((row) => ["sure", "unsure"].includes(row.state)).slice(0, 1);
    const numbers = some.map(({ number }) => number);
    const accept = async (more: object) =>
      (await post(`/jobs/${body.id}/accept`, { rows: numbers, ...more })).body as Body;
    expect(await accept({ dryRun: true })).toMatchObject({ id: null, accepted: numbers });
    const { id, lines } = await accept({});
    expect((lines as string[]).some((line) => line.startsWith("+ Result "))).toBe(true);
    expect((await post(`/ingests/${id}/rollback`)).status).toBe(200);
    expect(await accept({ rows: [9_999] })).toMatchObject({ status: 400 });
    expect((await send("/papers?file=cuts.exe", "x")).body).toMatchObject({ status: 400 });
  });

  test("what a column of a paper is can be said: its rows follow, and an accepted paper is read so again", async () => {
    type Result = { counts: { mapping: { columns: Record<string, { is: string }> } }[]; rows: object[] };
    const read = async (mapping?: object) => {
      const said = mapping === undefined ? "" : `&mapping=${encodeURIComponent(JSON.stringify({ tables: [mapping] }))}`;
      const { body } = await send(`/papers?file=cuts.md${said}`, paperText(), "text/markdown");
      return { id: body.id!, result: (await ended(body.id!)).result as unknown as Result };
    };
    const { columns } = (await read()).result.counts[0]!.mapping;
    expect(columns["4"]).toMatchObject({ is: "drop" });
    const mapped = await read({ table: 1, columns: { ...columns, 4: "ignore" } });
    expect(mapped.result.counts[0]!.mapping.columns["4"]).toEqual({ is: "ignore" });
    await post(`/jobs/${mapped.id}/accept`, {});
    expect((await read()).result.counts[0]!.mapping.columns["4"]).toEqual({ is: "ignore" });
    const wrong = await send(`/papers?file=cuts.md&mapping=${encodeURIComponent('{"tables":[]}')}`, paperText());
    expect(wrong.body).toMatchObject({ status: 422, detail: expect.stringMatching(/tables/) });
  });
});

test("studies are listed with their best, charted, compared, resumed and deleted", async () => {
  for (const [name, trials] of [
    ["one", 3],
    ["two", 2],
  ] as const) {
    await post("/studies", { name, model: "tiny", trials, seed: trials });
    for (let made = 0; made < trials; made++) await runner.next(name);
  }
  await Promise.all(runner.ended);
  expect(((await get("/studies?sort=name&state=done")).studies as object[]).slice(0, 2)).toMatchObject([
    { name: "one", best: { number: 1, pr: 0.4 } },
    { name: "two", best: { number: 1 } },
  ]);
  const { columns, values } = (await get("/studies/one/points")) as { columns: string[]; values: unknown[][] };
  const column = (name: string) => values[columns.indexOf(name)];
  expect(column("number")).toEqual([1, 2, 3]);
  expect(column("onFront")).toEqual([true, true, true]);
  expect(((await get("/studies/one/trials?limit=2")).trials as unknown[]).length).toBe(2);
  const numbersOf = async (query: string) => {
    const { trials, next } = (await get(`/studies/one/trials?${query}`)) as {
      trials: { number: number }[];
      next: string;
    };
    return [trials.map(({ number }) => number), next] as const;
  };
  expect(await numbersOf("from=2")).toEqual([[2, 3], null]);
  // Page after page, in the trials' own order and in others; of one state.
  const inOrder = ((await get("/studies/one/trials?sort=-ar")).trials as { ar: number; number: number }[]).slice();
  expect(inOrder.map(({ ar }) => ar)).toEqual(inOrder.map(({ ar }) => ar).toSorted((a, b) => b - a));
  for (const [query, all] of [
    ["limit=2", [1, 2, 3]],
    ["limit=2&sort=-number", [3, 2, 1]],
    ["limit=1&sort=-ar&state=complete", inOrder.map(({ number }) => number)],
  ] as const) {
    const seen: number[] = [];
    for (let [numbers, next] = await numbersOf(query); ; [numbers, next] = await numbersOf(`${query}&cursor=${next}`)) {
      seen.push(...numbers);
      if (next === null) break;
    }
    expect(seen).toEqual(all);
  }
  expect(await numbersOf("state=failed")).toEqual([[], null]);
  expect(await get("/studies/one/best")).toMatchObject({ knee: expect.any(Number) });
  const compared = await get("/compare?studies=one,two");
  expect(compared.studies).toMatchObject([
    { name: "one", trials: 3 },
    { name: "two", trials: 2 },
  ]);
  expect((compared.differs as { setting: string }[]).map(({ setting }) => setting)).toEqual(["trials"]);
  expect(await get("/compare?studies=one,three")).toMatchObject({ status: 404, code: "unknown_study" });

  expect((await post("/studies/one/resume")).status).toBe(202);
  expect(runner.resumed).toEqual([]); // it is done
  const remove = async (name: string) => await fetch(`${api.address}/api/v1/studies/${name}`, { method: "DELETE" });
  expect(await (await remove("one")).json()).toEqual({ name: "one", trials: 3 });
  expect((await remove("one")).status).toBe(404);
  expect((await get("/studies/two/trials")).trials).toHaveLength(2);
  const { rows } = (await post("/cypher", { query: "MATCH (s:Scheme) WHERE s.length > 0 RETURN count(s) AS n" }))
    .body as { rows: unknown };
  expect(rows).toEqual([{ n: 2 }]);
});

test("a study that runs is not deleted, nor one that another has learned from and may need", async () => {
  await post("/studies", { name: "busy", model: "tiny", trials: 2 });
  const remove = async (name: string) =>
    (await (await fetch(`${api.address}/api/v1/studies/${name}`, { method: "DELETE" })).json()) as Body;
  expect(await remove("busy")).toMatchObject({ status: 409, code: "study_running" });
  const numbers = async () => ((await get("/studies/busy/points")) as { values: unknown[][] }).values[0];
  expect(await numbers()).toBeUndefined();
  await runner.next("busy");
  expect([await numbers(), await numbers()]).toEqual([[1], [1]]); // read anew, then kept
  await tiny.graph.driver.executeQuery('MATCH (t:Trial {key: "busy#1"}) SET t.number = 7');
  expect(await numbers()).toEqual([1]); // which is how it is known that it was kept
  await tiny.graph.driver.executeQuery('MATCH (t:Trial {key: "busy#1"}) SET t.number = 1');
  await runner.stop("busy");
  await Promise.all(runner.ended);
  expect((await post("/studies/busy/resume")).status).toBe(202);
  expect(runner.resumed).toEqual(["busy"]);
  await tiny.graph.driver.executeQuery('MATCH (s:Study {name: "busy"}) SET s.earlier = $earlier', {
    earlier: JSON.stringify([{ name: "two", trials: 2 }]),
  });
  expect(await remove("two")).toMatchObject({
    status: 409,
    code: "study_needed",
    detail: expect.stringMatching(/busy/),
  });
  expect(await remove("busy")).toEqual({ name: "busy", trials: 1 });
  expect(await remove("two")).toEqual({ name: "two", trials: 2 });
});

test("strategies have places in a plane once they have vectors, and neighbours", async () => {
  expect(await get("/embeddings/map")).toMatchObject({ status: 404, code: "no_embedding" });
  const strategies = await run(tiny.graph, listStrategies, {});
  const vectors = new Map(
    strategies.map(({ id }, at) => [`Strategy:${id}` as never, vectorOf(Math.cos(at), Math.sin(at))]),
  );
  await saveEmbedding(tiny.graph, { id: "run1", dim: 32, seed: 1, metrics: {} }, vectors);
  expect((await get("/embeddings")).embeddings).toMatchObject([{ id: "run1", current: true, kept: false }]);
  const {
    columns,
    values,
    run: of,
  } = (await get("/embeddings/map")) as { columns: string[]; values: never[][]; run: string };
  expect([of, columns, values.map((each) => each.length)]).toEqual([
    "run1",
    ["id", "methodId", "x", "y"],
    Array(4).fill(strategies.length),
  ]);
  const { rows } = await get(`/embeddings/nearest?strategy=${encodeURIComponent("NS(HP2=0.04)")}&limit=2`);
  expect(rows).toHaveLength(2);
  expect((await post("/embeddings/run1/use")).body).toMatchObject({ status: 404, code: "no_embedding" });
});

test("nothing of an upload is left where it was refused", async () => {
  await rm(join(tiny.home, "served"), { recursive: true, force: true });
  await send("/ingests?file=card.yaml", "id: [", "application/yaml");
  expect(await readdir(join(tiny.home, "served", "uploads"))).toEqual([]);
});
