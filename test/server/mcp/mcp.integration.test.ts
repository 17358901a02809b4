import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { mcpRouter } from "../../../server/mcp/http.ts";
import { mcpServer } from "../../../server/mcp/server.ts";
import { paperText } from "../../ingest/readers/paper.ts";
import { InProcessRunner } from "../http/in-process-runner.ts";
import { apiDependencies, type RunningApi, rawRequest, startApi } from "../http/running-api.ts";
import { taskId, writeSmallKnowledge } from "../http/small-knowledge.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";

let tiny: TinyStudies;
let runner: InProcessRunner;
let client: Client;

beforeAll(async () => {
  tiny = await tinyStudies();
  await writeSmallKnowledge(tiny.graph);
  runner = new InProcessRunner(tiny.graph, taskId, (number) => ({ ar: -number / 100, pr: 0.3 + number / 10 }));
  const deps = apiDependencies(tiny.graph, runner, { home: tiny.home, scratch: join(tiny.home, "served") });
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await mcpServer({ deps, local: true }).connect(ours);
  client = new Client({ name: "test", version: "1" });
  await client.connect(theirs);
});
afterAll(async () => {
  await client.close();
  await tiny.close();
});

/** Calls a tool as an assistant does; its answer is text. */
async function say(name: string, given: Record<string, unknown> = {}, by = client) {
  const { content, isError } = await by.callTool({ name, arguments: given });
  const [{ text }] = content as [{ text: string }];
  expect(encode(text).length, name).toBeLessThan(4_000);
  return { isError, text, json: () => JSON.parse(text) };
}

test("the whole list of tools costs less than 8,000 tokens, and each has parameters that a client sees", async () => {
  const { tools } = await client.listTools();
  expect(encode(JSON.stringify(tools)).length).toBeLessThan(8_000);
  for (const { name, description, inputSchema } of tools) {
    expect(description!.length, name).toBeGreaterThan(20);
    if (name !== "schema") expect(Object.keys(inputSchema.properties!), name).not.toEqual([]);
  }
});

describe("from a question to a running study to its report", () => {
  test("what is known is found, with its source", async () => {
    const found = (await say("find", { text: "slimming" })).json() as { id: string }[];
    expect(found.map(({ id }) => id).sort()).toEqual(["NS", "arXiv:1708.06519"]);
    const asked = await say("ask", { query: "best-by-task", params: { task: taskId, leastAr: -0.02 } });
    expect(asked.json()).toMatchObject({
      rows: [{ method: "NS", paper: "arXiv:1708.06519", locator: "Table 1, row 2" }],
    });
    expect((await say("describe_query", { query: "best-by-task" })).json()).toMatchObject({ name: "best-by-task" });
    expect((await say("method", { id: "NS" })).json()).toMatchObject({
      executable: true,
      published: [{ source: "arXiv:1708.06519, Table 1, row 2" }],
    });
    expect((await say("paper", { id: "arXiv:1708.06519" })).json()).toMatchObject({
      published: [{ of: "NS", pr: 0.4 }],
    });
    expect((await say("schema")).json().nodes).toContainEqual(expect.objectContaining({ label: "Strategy" }));
  });

  test("Cypher only reads, and says which names may be misspelt", async () => {
    const { warnings, rows } = (await say("cypher", { query: "MATCH (m:Methode) RETURN m.id AS id" })).json();
    expect([warnings, rows]).toEqual([
      ['In this graph no node has the label "Methode"; the nearest name is Method.'],
      undefined,
    ]);
    const some = (await say("cypher", { query: "MATCH (s:Strategy) RETURN s.id AS id", limit: 2 })).json();
    expect([some.rows.length, some.more]).toEqual([2, expect.stringMatching(/more than 2 rows/)]);
    const writing = await say("cypher", { query: "CREATE (n:Intruder)" });
    expect(writing).toMatchObject({ isError: true, text: expect.stringMatching(/may only read/) });
    const wrong = await say("ask", { query: "best-by-task" });
    expect(wrong).toMatchObject({ isError: true, text: expect.stringMatching(/needs task/) });
  });

  test("a study is planned without beginning, begun, followed, stopped, compared and judged", async () => {
    const request = { model: "tiny", name: "by-assistant", trials: 3, target: 0.3 };
    const plan = (await say("plan_study", request)).json();
    expect(plan).toMatchObject({
      name: "by-assistant",
      taken: false,
      model: { network: "resnet8" },
      strategies: { NS: 3, CUT: 6 },
    });
    expect((await say("study_status", { study: "by-assistant" })).isError).toBe(true);

    expect((await say("start_study", request)).json()).toMatchObject({ study: "by-assistant", state: "running" });
    await runner.next("by-assistant");
    expect((await say("study_status", { study: "by-assistant" })).json()).toMatchObject({
      trials: 1,
      of: 3,
      front: [{ number: 1 }],
    });
    expect((await say("stop_study", { study: "by-assistant" })).json()).toMatchObject({ study: "by-assistant" });
    await Promise.all(runner.ended);
    expect((await say("study_status")).json()).toMatchObject([{ name: "by-assistant", state: "stopped" }]);
    expect((await say("compare", { studies: ["by-assistant"] })).json().studies).toMatchObject([{ trials: 1 }]);
    const { text } = await say("report", { study: "by-assistant" });
    expect(text).toMatch(/^# by-assistant: INCONCLUSIVE\n\n- It removes 40\.0 %/);
    expect((await say("start_study", request)).isError).toBe(true);
  });

  test("a paper's text becomes a proposal, and nothing is written", async () => {
    const { counts, rows } = (await say("propose_from_paper", { file: "cuts.md", text: paperText() })).json();
    expect(counts.sure + counts.unsure).toBeGreaterThan(0);
    expect(rows[0]).toMatchObject({ at: expect.stringMatching(/\S/), task: expect.stringMatching(/\S/) });
    expect((await say("propose_from_paper", { file: "relative.md" })).text).toMatch(/absolute path/);
    expect((await say("propose_from_paper", { file: "/etc/passwd" })).text).toMatch(/name ends in/);
  });
});

describe("over HTTP", () => {
  const token = "0123456789abcdef";
  let api: RunningApi;
  beforeAll(async () => {
    const deps = apiDependencies(tiny.graph, runner, { home: tiny.home, scratch: join(tiny.home, "served"), token });
    api = await startApi(tiny.graph, runner, { ...deps, token }, { "/mcp": mcpRouter(deps) });
    return async () => await api.close();
  });

  test("the same tools behind the token, but no files of this machine", async () => {
    const remote = new Client({ name: "test", version: "1" });
    const headers = { authorization: `Bearer ${token}` };
    const transport = new StreamableHTTPClientTransport(new URL(`${api.address}/mcp`), { requestInit: { headers } });
    await remote.connect(transport as never);
    expect((await say("find", { text: "slimming" }, remote)).json()).toHaveLength(2);
    const file = await say("propose_from_paper", { file: "/tmp/paper.md" }, remote);
    expect(file).toMatchObject({ isError: true, text: expect.stringMatching(/reads no files for others/) });
    await remote.close();
  });

  test("nobody without the token, nor a page of another origin, nor an ended session", async () => {
    const post = (headers: Record<string, string>) => rawRequest(api.address, "/mcp", headers, "POST");
    expect((await post({})).status).toBe(401);
    const authorization = `Bearer ${token}`;
    for (const sent of [{ origin: "https://page.example" }, { "sec-fetch-site": "cross-site" }])
      expect((await rawRequest(api.address, "/mcp", { authorization, ...sent })).status).toBe(403);
    expect((await post({ authorization, "mcp-session-id": "gone" })).status).toBe(404);
  });
});
