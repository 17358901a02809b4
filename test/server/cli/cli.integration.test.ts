import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { testGraph, testServer } from "../../graph/server.ts";
import { snapshot } from "../../graph/snapshot.ts";
import { cardText } from "../../ingest/card/cards.ts";
import { temporaryHome } from "../temporary-home.ts";
import { tinyModel } from "../tiny.ts";
import { automc, automcJson, environmentOf } from "./command-line.ts";

vi.setConfig({ testTimeout: 120_000 });

let driver: Driver;
let home: string;
let folder: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  driver = await testGraph();
  home = await temporaryHome();
  folder = await mkdtemp(join(tmpdir(), "automc-test-cards-"));
  environment = environmentOf(home, await testServer());
});
afterAll(async () => {
  await driver.close();
  for (const path of [home, folder]) await rm(path, { recursive: true, force: true });
});

/** Makes the card one of a method, a paper and a technique that `graph init` does not bring. */
const unknownSoFar: [string, string][] = [
  ["FPGM", "CUTS"],
  ["arXiv:1811.00250", "arXiv:2601.00002"],
  ["TE10", "TE95"],
];

interface Stats {
  tableOne: Pick<Stats, "entities" | "relationships">;
  entities: Record<string, number>;
  relationships: Record<string, number>;
}
const stats = {
  entities: { Strategy: 4525, Method: 6, Hyperparameter: 16, Setting: 59, Technique: 8 },
  relationships: { OF_METHOD: 4525, WITH_SETTING: 24_025, HAS_HYPERPARAMETER: 26, USES_TECHNIQUE: 10, OFFERS: 59 },
};

test("graph init fills the graph, and a second one writes nothing", async () => {
  type Init = { applied: unknown[]; changes: Record<string, number>; stats: Stats };
  const first = await automcJson<Init>(["graph", "init"], environment);
  expect(first.stats).toMatchObject(stats);
  expect(first.changes.nodesCreated).toBeGreaterThan(4525);
  const again = await automcJson<Init>(["graph", "init"], environment);
  expect(again.applied).toEqual([]);
  expect(Object.values(again.changes).every((count) => count === 0)).toBe(true);
  expect(again.stats).toEqual(first.stats);
});

test("graph stats prints the counts of the paper's Table 1", async () => {
  const found = await automcJson<Stats>(["graph", "stats"], environment);
  expect(found.tableOne).toEqual(stats);
  expect(found.entities).toEqual(stats.entities);
  expect(found.relationships).toEqual(stats.relationships);
  const shown = await automc(["graph", "stats"], environment);
  expect(shown.stdout).toMatch(/│ Strategy +│ +4525 │ +4525 │/);
  expect(shown.stdout).toMatch(/│ methods that are knowledge only +│ +56 │/);
  expect(shown.stdout).toMatch(/│ results +│ +541 │/);
});

test("graph query prints rows as JSON, and as a table", async () => {
  const cypher = "MATCH (s:Strategy) RETURN count(s) AS n";
  const data = await automc(["graph", "query", cypher, "--json"], environment);
  expect(data).toEqual({ code: 0, stdout: '[{"n":4525}]\n', stderr: "" });
  const shown = await automc(["graph", "query", cypher], environment);
  expect(shown.stdout).toMatch(/│ +n │[\s\S]*│ 4525 │/);
});

test("a limit cuts rows off, and says so; where all fit it says nothing", async () => {
  const all = "MATCH (t:Technique) RETURN t.id AS id ORDER BY id";
  const { code, stdout, stderr } = await automc(["graph", "query", all, "--limit", "2", "--json"], environment);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toHaveLength(2);
  expect(stderr).toMatch(/There are more than these 2 rows; --limit changes how many are shown\./);
  const fits = await automc(["graph", "query", `${all} LIMIT 2`, "--limit", "2", "--json"], environment);
  expect(JSON.parse(fits.stdout)).toHaveLength(2);
  expect(fits.stderr).not.toMatch(/There are more/);
});

test("a card is taken in, a dry run of it is not, and taking it in again writes nothing", async () => {
  const good = join(folder, "good.yaml");
  await writeFile(good, cardText(...unknownSoFar));
  const strategies = () =>
    automc(
      [
        "graph",
        "query",
        "MATCH (s:Strategy {executable: true})-[:OF_METHOD]->(:Method {id: 'CUTS'}) RETURN count(s) AS n",
        "--json",
      ],
      environment,
    );
  type Taken = { added: Record<string, number>; changes: Record<string, number> };
  const dry = await automcJson<Taken>(["ingest", good, "--dry-run"], environment);
  expect(dry.added.Strategy).toBe(6);
  expect((await strategies()).stdout).toBe('[{"n":0}]\n');
  expect(await automcJson<Taken>(["ingest", good], environment)).toMatchObject({ added: dry.added });
  expect((await strategies()).stdout).toBe('[{"n":6}]\n');
  expect(await automcJson<Taken>(["ingest", good], environment)).toMatchObject({ added: {}, changed: {} });
});

test("ingest audit tells what does not follow, of all papers or of one, as text, JSON and Markdown", async () => {
  type Audit = { results: number; findings: { rule: string; paper: string }[]; contradictions: { add: unknown[] } };
  const paper = "arXiv:2201.09884";
  const { findings, contradictions, results } = await automcJson<Audit>(["ingest", "audit", paper], environment);
  expect(findings.filter(({ rule }) => rule === "printedAr")).toHaveLength(4);
  expect(results).toBe(541);
  expect(contradictions.add).toEqual([]); // linked as they came in
  const shown = await automc(["ingest", "audit", paper, "--least", "error"], environment);
  expect(shown.stdout).toMatch(/error {4}printedAr: arXiv:2201.09884, Table 2[\s\S]*-13\.04 %/);
  expect(shown.stdout).not.toMatch(/^(doubtful|note)/m);
  const written = await automcJson<Audit>(["ingest", "audit", "--write"], environment);
  expect(written).toMatchObject({ written: true, changes: { relationshipsCreated: 0, relationshipsDeleted: 0 } });
  const report = await readFile(new URL("../../../ingest/docs/findings.md", import.meta.url), "utf8");
  expect((await automc(["ingest", "audit", "--markdown"], environment)).stdout).toBe(report);
});

/** What was said, as one line; progress and the hints of the parser of options do not count. */
function sentence(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line !== "" && !/^( {2}|\()/.test(line));
  expect(lines).toEqual([expect.stringMatching(/^(automc|error): /)]);
  return lines[0]!;
}

describe("what can't be done is refused in one sentence, and nothing is written", () => {
  let before: Awaited<ReturnType<typeof everything>>;
  const everything = async () => ({
    graph: await snapshot({ driver }),
    models: await readdir(join(home, "artifacts"), { recursive: true }),
  });
  beforeAll(async () => {
    await tinyModel(home);
    await writeFile(join(folder, "key.yaml"), cardText(...unknownSoFar, ["steps:", "stepps:"]));
    await writeFile(
      join(folder, "mixed.yaml"),
      cardText(
        ["FPGM", "NEW"],
        ["arXiv:1811.00250", "arXiv:2601.00003"],
        ["TE10", "TE96"],
        ["HP20", "HP22"],
        ["HP21", "HP23"],
        ["$HP21", "$HP99"],
        ["$HP20", "$HP22"],
      ),
    );
    await writeFile(join(folder, "magic.yaml"), magic);
    await automcJson(["ingest", join(folder, "magic.yaml")], environment);
    before = await everything();
  });

  const magic = `id: Magic
paper: { id: "arXiv:2601.00001", title: Magic, year: 2026 }
techniques: [{ id: TE99, name: Magic }]
hyperparameters: [{ ref: HP2 }]
steps:
  - conjure: { remove: $HP2 }
`;
  const study = { model: "tiny", target: 0.3 };
  const cases: [title: string, args: string[], says: RegExp, more?: { code?: number; input?: string }][] = [
    ["an unknown verb", ["frobnicate"], /unknown command 'frobnicate'/],
    ["an unknown verb of a group", ["graph", "sttats"], /unknown command 'sttats'/],
    ["an unknown option", ["graph", "stats", "--jsn"], /unknown option '--jsn'/],
    ["a missing argument", ["compress", "tiny"], /required option '--scheme <scheme>'/],
    ["a number that is none", ["model", "train", "resnet8", "--epochs", "ten"], /--epochs.*'ten'.*whole number from 1/],
    ["a number out of range", ["search", "run", "tiny", "--target", "1.5"], /--target.*'1.5'.*number from 0 to 0.95/],
    ["a query that creates", ["graph", "query", "CREATE (n:Evil) RETURN n"], /CREATE is not allowed.*only read/],
    ["a query that deletes", ["graph", "query", "MATCH (n) DETACH DELETE n"], /only read/],
    ["a query that loads a file", ["graph", "query", "LOAD CSV FROM 'file:///x' AS row RETURN row"], /only read/],
    ["a query with a wrong word", ["graph", "query", "MATCH (s:Strategy) RETRUN s"], /RETRUN/],
    ["a card with a wrong key", ["ingest", "key.yaml"], /key\.yaml:\d+: .*stepps/],
    ["a good card beside a wrong one", ["ingest", "good.yaml", "mixed.yaml"], /mixed\.yaml:\d+: .*HP99/],
    ["a card that is not there", ["ingest", "none.yaml"], /none\.yaml.*(ENOENT|no such file)/],
    ["a folder in place of a card", ["ingest", "."], /can't be read|cannot be read/],
    ["an audit of a paper there is not", ["ingest", "audit", "moon"], /no result of a paper "moon"/],
    ["an unknown gravity", ["ingest", "audit", "--least", "grave"], /--least.*'grave'.*error, doubtful, note/],
    [
      "an unknown network",
      ["model", "train", "resnet9"],
      /no network "resnet9".*resnet8, resnet20, resnet32, resnet56/,
    ],
    [
      "an unknown data set",
      ["model", "train", "resnet8", "--data", "imagenet"],
      /no data set called "imagenet".*mnist, cifar10, cifar100, or add one of your own/,
    ],
    ["data that are not there", ["model", "train", "resnet8", "--data", "cifar10", "--path", "/nowhere"], /\/nowhere/],
    ["a name that can't be one", ["model", "train", "resnet8", "--name", "../evil"], /"\.\.\/evil" is not a name/],
    ["an unknown model", ["model", "show", "none"], /No model "none" here \(known: tiny\)/],
    [
      "an unknown model to compress",
      ["compress", "../../etc", "--scheme", "NS(HP1=0.1,HP2=0.04,HP6=0.7)"],
      /No model "\.\.\/\.\.\/etc"/,
    ],
    ["an unknown strategy", ["compress", "tiny", "--scheme", "NS(HP1=7)"], /no strategy "NS\(HP1=7\)"/],
    ["an empty scheme", ["compress", "tiny", "--scheme", " "], /scheme is empty/],
    [
      "a strategy that is knowledge only",
      ["compress", "tiny", "--scheme", "Magic(HP2=0.04)"],
      /Magic is knowledge only, there is no operator conjure/,
    ],
    ["a search for no model", ["search", "run"], /Name the model to compress/],
    ["a search for an unknown model", ["search", "run", "none"], /No model "none"/],
    ["an unknown search", ["search", "run", "tiny", "--algorithm", "best"], /--algorithm.*'best'/],
    ["an unknown method", ["search", "run", "tiny", "--methods", "XYZ"], /no method "XYZ".*NS/],
    [
      "methods that can't run",
      ["search", "run", "tiny", "--methods", "Magic"],
      /No strategy of the method Magic can run here: it is knowledge only, there is no operator conjure/,
    ],
    ["a name for a study that can't be one", ["search", "run", "tiny", "--name", "A B"], /request is wrong at name/],
    [
      "a request that is not JSON",
      ["search", "run", "--request", "-"],
      /Standard input is not JSON/,
      { input: "{model:" },
    ],
    [
      "a request with a wrong key",
      ["search", "run", "--request", "-"],
      /request is wrong.*"trails"/,
      { input: JSON.stringify({ ...study, trails: 3 }) },
    ],
    [
      "a request out of range",
      ["search", "run", "--request", "-"],
      /request is wrong at target/,
      { input: JSON.stringify({ ...study, target: 2 }) },
    ],
    ["a request that is not there", ["search", "run", "--request", "none.json"], /none\.json.*(ENOENT|no such file)/],
    ["an unknown study to resume", ["search", "resume", "none"], /no study "none"/],
    ["an unknown study to stop", ["search", "stop", "none"], /no study "none"/],
    ["vectors that were never learned", ["embed", "eval"], /No vectors have been learned yet/],
    ["an address that is not loopback", ["serve", "--host", "0.0.0.0", "--port", "0"], /0\.0\.0\.0 without a token/],
  ];
  test.each(cases)("%s", async (_title, args, says, more) => {
    const paths = args.map((arg) => (/^[a-z]+\.(yaml|json)$/.test(arg) || arg === "." ? join(folder, arg) : arg));
    const { code, stdout, stderr } = await automc(paths, environment, more?.input);
    expect(sentence(stderr)).toMatch(says);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("and nothing of it left a trace", async () => {
    expect(await everything()).toEqual(before);
  });
});

describe("a graph that can't be had is one sentence", () => {
  test("a wrong password", async () => {
    const server = { ...(await testServer()), password: "not-the-password" };
    const { code, stdout, stderr } = await automc(["graph", "stats"], environmentOf(home, server));
    expect(sentence(stderr)).toMatch(/refused the password of user "neo4j"; set NEO4J_USERNAME and NEO4J_PASSWORD/);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });

  test("no password, and a variable that can't be used", async () => {
    const uri = { NEO4J_URI: "bolt://127.0.0.1:7687" };
    const none = await automc(["graph", "stats"], environmentOf(home, undefined, uri));
    expect([none.code, sentence(none.stderr)]).toEqual([2, expect.stringMatching(/NEO4J_PASSWORD is not/)]);
    const port = await automc(["graph", "stats"], environmentOf(home, undefined, { AUTOMC_NEO4J_PORT: "many" }));
    expect([port.code, sentence(port.stderr)]).toEqual([2, expect.stringMatching(/AUTOMC_NEO4J_PORT is "many"/)]);
  });

  test("a database that is not there", async () => {
    const { code, stderr } = await automc(["graph", "stats"], { ...environment, NEO4J_DATABASE: "other" });
    expect([code, sentence(stderr)]).toEqual([2, expect.stringMatching(/has no database "other".*NEO4J_DATABASE/)]);
  });

  test("a server that does not answer", async () => {
    const server = { uri: `bolt://127.0.0.1:${await freePort()}`, username: "neo4j", password: "any" };
    const { code, stdout, stderr } = await automc(["graph", "stats"], environmentOf(home, server));
    expect(sentence(stderr)).toMatch(/does not answer; start it, or correct NEO4J_URI/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("no Java", async () => {
    const { code, stdout, stderr } = await automc(
      ["graph", "stats"],
      environmentOf(home, undefined, { AUTOMC_JAVA: "/nonexistent" }),
    );
    expect(sentence(stderr)).toMatch(/"\/nonexistent" is no Java; Neo4j needs Java 17 or newer/);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  });

  test("a port that is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => taken.once("listening", resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      const more = { AUTOMC_NEO4J_PORT: String(port) };
      const { code, stdout, stderr } = await automc(["up"], environmentOf(home, undefined, more));
      expect(sentence(stderr)).toMatch(new RegExp(`${port}.*AUTOMC_NEO4J_PORT`));
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    } finally {
      taken.close();
    }
  });

  test("up and down, with a server of the user's", async () => {
    for (const verb of ["up", "down"]) {
      const { code, stderr } = await automc([verb], environment);
      expect([code, sentence(stderr)]).toEqual([2, expect.stringMatching(/NEO4J_URI names a server of yours/)]);
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
