import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MultiDirectedGraph } from "graphology";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { namedQueries } from "../../../graph/index.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { taskId, writeSmallKnowledge } from "../http/small-knowledge.ts";
import { temporaryHome } from "../temporary-home.ts";
import { automc, automcJson, environmentOf } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

let driver: Driver;
let home: string;
let folder: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  driver = await testGraph();
  await writeSmallKnowledge({ driver });
  home = await temporaryHome();
  folder = await mkdtemp(join(tmpdir(), "automc-test-export-"));
  environment = environmentOf(home, await testServer());
});
afterAll(async () => {
  await driver.close();
  for (const path of [home, folder]) await rm(path, { recursive: true, force: true });
});

const query = (...args: string[]) => automc(["graph", "query", ...args], environment);

test("named queries are listed, explained and asked", async () => {
  const listed = await automcJson<{ name: string }[]>(["graph", "query", "--list"], environment);
  expect(listed.map(({ name }) => name)).toEqual(namedQueries.map(({ name }) => name));
  const help = await query("--name", "best-by-task", "--help");
  expect(help).toMatchObject({ code: 0, stderr: "" });
  expect(help.stdout).toMatch(
    /--least-ar[\s\S]*For example: automc graph query --name best-by-task --task resnet56\/cifar10/,
  );
  const asked = ["graph", "query", "--name", "best-by-task", "--task", taskId, "--least-ar", "-0.02"];
  expect(await automcJson(asked, environment)).toMatchObject([{ method: "NS", pr: 0.4, flags: ["rounded"] }]);
  const shown = await automc([...asked, "--limit=1"], environment);
  expect(shown.stdout).toMatch(/│ method │[\s\S]*│ NS +│/);
});

test("what a named query can't use is refused in one sentence, with exit code 2", async () => {
  for (const [args, sentence] of [
    [["--name", "best"], /^automc: There is no query "best"; known are best-by-task, /],
    [["--name", "best-by-task"], /needs task, .*; for example --task resnet56\/cifar10$/],
    [["--name", "best-by-task", "--tsk", "x"], /no parameter tsk; it takes --task …, --least-ar …/],
    [["--name", "best-by-task", "--task"], /--task needs a value/],
    [["--name", "best-by-task", "--task", "--least-ar", "0"], /--task needs a value/],
    [["--name", "best-by-task", "--task", taskId, "--task=x"], /--task is given twice/],
    [["--name", "best-by-task", taskId], /"resnet8\/mnist" is no option of this query/],
    [
      ["--name", "best-by-task", "--task", "resnet8/mnst"],
      /no task "resnet8\/mnst" in the graph; nearest by name: resnet8\/mnist/,
    ],
    [[], /Give a Cypher query, or a named one with --name/],
    [["RETURN 1", "RETURN 2"], /"RETURN 2" can't be used/],
  ] as const) {
    const { code, stderr, stdout } = await query(...args);
    expect({ code, stdout }, args.join(" ")).toEqual({ code: 2, stdout: "" });
    expect(stderr.trim()).toMatch(sentence);
  }
});

test("a part of the graph goes to standard output or to a file, whole or not at all", async () => {
  const json = await automc(["graph", "export", "--methods", "NS"], environment);
  expect(MultiDirectedGraph.from(JSON.parse(json.stdout)).hasNode("Method:NS")).toBe(true);
  const around = await automc(["graph", "export", "--around", "arXiv:1708.06519", "--format", "jsonld"], environment);
  const { "@graph": things } = JSON.parse(around.stdout) as { "@graph": { "@id": string }[] };
  const ids = things.map((thing) => thing["@id"]);
  expect(ids).toEqual(expect.arrayContaining(["urn:automc:Method:NS", "urn:automc:Result:ns-1"]));
  expect(ids).not.toContain("urn:automc:Method:LMA");
  const file = join(folder, "task.graphml");
  const asked = [
    "graph",
    "export",
    "--format",
    "graphml",
    "--name",
    "best-by-task",
    "--task",
    taskId,
    "--least-ar",
    "-1",
  ];
  const { code, stdout } = await automc([...asked, "--out", file], environment);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `Wrote 3 nodes and 1 relationships to ${file} (graphml).\n` });
  expect(await readFile(file, "utf8")).toMatch(/^<\?xml[\s\S]*<\/graphml>\s*$/);
  const refused = await automc(["graph", "export", "--task", "none", "--out", join(folder, "none.json")], environment);
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('There is no task "none" in the graph.');
  for (const [args, sentence] of [
    [["--around", "nobody"], /There is no node "nobody" in the graph/],
    [["--methods", "NS", "--out", join(folder, "none", "ns.json")], /ns\.json can't be written \(ENOENT\)/],
    [["--around", "NS", "--task", taskId], /Give --task or --around, not both/],
    [["--hops", "2"], /--hops needs --around/],
    [["--format", "dot"], /--format/],
    [["nodes"], /"nodes" is nothing that graph export takes/],
  ] as const) {
    const { code, stderr, stdout: none } = await automc(["graph", "export", ...args], environment);
    expect({ code, none }, args.join(" ")).toEqual({ code: 2, none: "" });
    expect(stderr).toMatch(sentence);
  }
  expect(await readdir(folder)).toEqual(["task.graphml"]);
});
