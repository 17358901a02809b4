import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { writeSmallKnowledge } from "../http/small-knowledge.ts";
import { type TinyStudies, tinyStudies } from "../tiny-studies.ts";

vi.setConfig({ testTimeout: 120_000 });

const entryPoint = fileURLToPath(new URL("../../../server/automc.mjs", import.meta.url));

let tiny: TinyStudies;
beforeAll(async () => {
  tiny = await tinyStudies();
  await writeSmallKnowledge(tiny.graph);
});
afterAll(() => tiny.close());

/** A conversation with `automc mcp`, begun as an assistant on this machine begins one. */
async function conversation() {
  const client = new Client({ name: "test", version: "1" });
  const env = Object.fromEntries(
    Object.entries(tiny.environment).filter((entry): entry is [string, string] => !!entry[1]),
  );
  await client.connect(new StdioClientTransport({ command: process.execPath, args: [entryPoint, "mcp"], env }));
  const say = async (name: string, given: Record<string, unknown> = {}) => {
    const { content, isError } = await client.callTool({ name, arguments: given });
    const [{ text }] = content as [{ text: string }];
    expect(isError, text).toBeFalsy();
    return text;
  };
  return { say, leave: () => client.close() };
}

test("a study that an assistant began goes on when the conversation ends, and the next one reads its report", async () => {
  const first = await conversation();
  expect(JSON.parse(await first.say("find", { text: "slimming" }))).toContainEqual(
    expect.objectContaining({ id: "NS" }),
  );
  const request = { model: "tiny", name: "by-mcp", trials: 3, target: 0.1, maxLength: 1, methods: ["CUT"] };
  expect(JSON.parse(await first.say("plan_study", request))).toMatchObject({ taken: false, strategies: { CUT: 6 } });
  expect(JSON.parse(await first.say("start_study", request))).toMatchObject({ study: "by-mcp" });
  await first.leave();

  const second = await conversation();
  const status = async () => JSON.parse(await second.say("study_status", { study: "by-mcp" }));
  await expect.poll(status, { timeout: 100_000, interval: 500 }).toMatchObject({ state: "done", trials: 3, of: 3 });
  const report = await second.say("report", { study: "by-mcp", tolerance: 0.5 });
  expect(report).toMatch(/^# by-mcp: (ACCEPT|INCONCLUSIVE)\n[\s\S]*\| CUT\(/);
  await second.leave();
});
