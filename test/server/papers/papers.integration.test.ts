import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readOnly } from "../../../graph/index.ts";
import { ingestCard, rollback } from "../../../ingest/index.ts";
import { readPaperAside } from "../../../server/papers/read.ts";
import { emptied } from "../../graph/emptied.ts";
import { testGraph, testServer } from "../../graph/server.ts";
import { snapshot } from "../../graph/snapshot.ts";
import { cardText } from "../../ingest/card/cards.ts";
import { paperText } from "../../ingest/readers/paper.ts";
import { automc, automcJson, environmentOf } from "../cli/command-line.ts";
import { temporaryHome } from "../temporary-home.ts";

vi.setConfig({ testTimeout: 120_000 });

interface Row {
  number: number;
  state: string;
  confidence: number;
  reasons: string[];
  provenance: { table: string; row: string; cells: { at: string; text: string }[] };
  result?: { id: string; method: string; accuracy: number };
}
interface Told {
  dryRun: boolean;
  papers: { proposal: { paper: { id: string; title: string; authors: string[]; year: number }; rows: Row[] } }[];
  id?: string | null;
  accepted?: number;
  pending?: number;
}

let driver: Driver;
let home: string;
let folder: string;
let paper: string;
let environment: NodeJS.ProcessEnv;
beforeAll(async () => {
  driver = await testGraph();
  folder = await mkdtemp(join(tmpdir(), "automc-test-papers-"));
  paper = join(folder, "cuts.md");
});
beforeEach(async () => {
  await emptied(driver, "!(Migration|IngestLock)");
  await ingestCard({ driver }, { file: "fpgm.yaml", text: cardText() }, { operators: ["softPrune", "fineTune"] });
  home = await temporaryHome();
  environment = environmentOf(home, await testServer());
  await writeFile(paper, paperText());
});
afterAll(async () => {
  await driver.close();
  await rm(folder, { recursive: true, force: true });
});

const rows = async (cypher: string) =>
  (await readOnly({ driver }, cypher, {}, { maxRows: 1_000, timeoutMs: 20_000 })).rows;
const methodsWithResults = () =>
  rows(
    "MATCH (r:Result)-[:REPORTED_IN]->(:Paper {id: 'arXiv:2601.00009'}), (r)-[:OF_METHOD]->(m) RETURN m.id AS method ORDER BY method",
  );

test("a paper is proposed with place, cells and confidence, and nothing is written", async () => {
  const before = await snapshot({ driver });
  const { papers, dryRun } = await automcJson<Told>(["ingest", paper], environment);
  expect(dryRun).toBe(true);
  const [{ proposal }] = papers as [Told["papers"][number]];
  expect(proposal.paper).toEqual({
    id: "arXiv:2601.00009",
    title: "CUTS: Filters Cut by Tests",
    year: 2026,
    authors: ["Ada Lovelace", "Alan Turing"],
  });
  expect(proposal.rows.map(({ state, result }) => [result?.method, state])).toEqual([
    ["FPGM", "sure"],
    ["OtherCut", "sure"],
    ["WrongCut", "unsure"],
    ["CUTS", "sure"],
  ]);
  for (const { confidence, provenance } of proposal.rows) {
    expect(confidence).toBeGreaterThan(0);
    expect(confidence).toBeLessThanOrEqual(1);
    expect(provenance.table).toBe("Table 1");
  }
  expect(proposal.rows[0]!.provenance.cells).toContainEqual({ at: "row 2, column 3", text: "91.09" });
  expect(proposal.rows[2]!.reasons.join()).toMatch(/change of -0\.20 points does not follow/);
  const shown = await automc(["ingest", paper], environment);
  expect(shown.stdout).toMatch(/1 of 1 tables have results: 3 rows sure .* 1 unsure/);
  expect(shown.stdout).toMatch(/New to the graph.*: OtherCut, WrongCut, CUTS \(proposed by this paper\)\./);
  expect(shown.stdout).toMatch(/Nothing was written to the graph; --accept would ingest the 3 sure rows/);
  expect(await snapshot({ driver })).toEqual(before);
  expect(await readdir(home)).not.toContain("review");
});

test("--accept ingests the sure rows as one ingest, that a rollback removes; the unsure ones wait for review", async () => {
  const before = await snapshot({ driver });
  expect(await automcJson<Told>(["ingest", paper, "--accept", "--dry-run"], environment)).toMatchObject({
    dryRun: true,
    accepted: 3,
    id: null,
  });
  expect(await snapshot({ driver })).toEqual(before);

  const taken = await automcJson<Told>(["ingest", paper, "--accept"], environment);
  expect(taken).toMatchObject({ accepted: 3, pending: 1, id: expect.any(String) });
  expect(await methodsWithResults()).toEqual([{ method: "CUTS" }, { method: "FPGM" }, { method: "OtherCut" }]);
  expect(
    await rows("MATCH (p)-[:PROPOSES]->(m:Method {id: 'CUTS'}) RETURN p.id AS paper, m.executable AS runs"),
  ).toEqual([{ paper: "arXiv:2601.00009", runs: false }]);
  expect(await rows("MATCH (p)-[:PROPOSES]->(:Method {id: 'FPGM'}) RETURN p.id AS paper")).toEqual([
    { paper: "arXiv:1811.00250" },
  ]);

  const after = await snapshot({ driver });
  expect(await automcJson<Told>(["ingest", paper, "--accept"], environment)).toMatchObject({
    accepted: 0,
    pending: 1,
    id: null,
  });
  expect(await snapshot({ driver })).toEqual(after);

  await rollback({ driver }, taken.id!);
  expect(await snapshot({ driver })).toEqual(before);
});

test("review lists what waits; a row is ingested or rejected as a person decides, once", async () => {
  await automcJson(["ingest", paper, "--accept"], environment);
  const waiting = await automc(["ingest", "review"], environment);
  expect(waiting.stdout).toMatch(/│ arXiv:2601\.00009 +│ CUTS: Filters Cut by Tests +│ +1 │ +0 │ +0 │/);
  const shown = await automc(["ingest", "review", "cuts"], environment);
  expect(shown.stdout).toMatch(/│ 1 │ 0\.\d\d │ WrongCut/);
  expect(shown.stdout).toMatch(/Row 1: .*change of -0\.20 points does not follow/);
  expect(await methodsWithResults()).not.toContainEqual({ method: "WrongCut" });

  const before = await snapshot({ driver });
  for (const [args, sentence] of [
    [["--accept", "7"], /has no row 7 to review; it has 1\./],
    [["--accept", "x"], /"x" is no row/],
    [["--accept", "1", "--reject", "1"], /can't be accepted and rejected/],
  ] as const) {
    const { code, stderr } = await automc(["ingest", "review", "cuts", ...args], environment);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(sentence) });
  }
  expect((await automc(["ingest", "review", "moon"], environment)).stderr).toMatch(
    /Nothing waits for review from "moon"/,
  );
  expect(await snapshot({ driver })).toEqual(before);

  const accepted = await automc(["ingest", "review", "cuts", "--accept", "1"], environment);
  expect(accepted.stdout).toMatch(/Ingested 1 row; it is ingest \S+\./);
  expect(await methodsWithResults()).toContainEqual({ method: "WrongCut" });
  const after = await snapshot({ driver });
  await automc(["ingest", "review", "cuts", "--accept", "all"], environment);
  await automcJson(["ingest", paper, "--accept"], environment); // the graph has it now
  expect(await snapshot({ driver })).toEqual(after);
  expect((await automc(["ingest", "review", "cuts"], environment)).stdout).toMatch(/0 rows wait\./);
});

test("a rejected row stays rejected when the paper is read again", async () => {
  await automcJson(["ingest", paper, "--accept"], environment);
  await automc(["ingest", "review", "cuts", "--reject", "1"], environment);
  expect(await automcJson<Told>(["ingest", paper, "--accept"], environment)).toMatchObject({ pending: 0 });
  const review = await automcJson<{ rows: { decision: string }[] }>(["ingest", "review", "cuts"], environment);
  expect(review.rows.map(({ decision }) => decision)).toEqual(["rejected"]);
  expect(await methodsWithResults()).not.toContainEqual({ method: "WrongCut" });
});

test("--out writes a file of results that a person may change and ingest", async () => {
  const out = join(folder, "cuts.yaml");
  await automcJson(["ingest", paper, "--out", out], environment);
  const text = await readFile(out, "utf8");
  expect(text).toMatch(/^# Proposed from .*look it through/);
  expect(text).toMatch(/extracted:\n {6}confidence: /);
  await writeFile(out, text.replaceAll("WrongCut", "RightCut"));
  await automcJson(["ingest", out], environment);
  expect(await methodsWithResults()).toEqual(["CUTS", "FPGM", "OtherCut", "RightCut"].map((method) => ({ method })));
});

test("names are what the graph takes them for: an alias, another spelling", async () => {
  const text = cardText(["id: FPGM\n", "id: FPGM\nname: Geometric median\naliases: [GeoMed]\n"]);
  await emptied(driver, "!(Migration|IngestLock)");
  await ingestCard({ driver }, { file: "fpgm.yaml", text }, { operators: ["softPrune", "fineTune"] });
  await writeFile(paper, paperText(["FPGM [1]", "Geo-Med [1]"], ["OtherCut [2]", "fpgm [2]"]));
  await automcJson(["ingest", paper, "--accept"], environment);
  expect(await methodsWithResults()).toEqual([{ method: "CUTS" }, { method: "FPGM" }, { method: "FPGM" }]);
});

test("a method known by name becomes one that runs when its card comes", async () => {
  await automcJson(["ingest", paper, "--accept"], environment);
  const card = cardText(
    ["FPGM", "CUTS"],
    [
      '"arXiv:1811.00250", title: Filter Pruning via Geometric Median, year: 2019',
      '"arXiv:2601.00009", title: "CUTS: Filters Cut by Tests", year: 2026',
    ],
    ["id: TE10, name: Filter pruning by geometric median", "id: TE95, name: Cuts by tests"],
    ["HP20, name", "HP30, name"],
    ["HP21, name", "HP31, name"],
    ["$HP21", "$HP31"],
    ["$HP20", "$HP30"],
  );
  await ingestCard({ driver }, { file: "cuts.yaml", text: card }, { operators: ["softPrune", "fineTune"] });
  expect(
    await rows(
      "MATCH (m:Method {id: 'CUTS'}) RETURN m.executable AS runs, COUNT { (:Strategy)-[:OF_METHOD]->(m) } AS strategies",
    ),
  ).toEqual([{ runs: true, strategies: 6 }]);
  expect(await methodsWithResults()).toContainEqual({ method: "CUTS" });
});

describe("what can't be read or asked for is one sentence, and nothing is written", () => {
  const cases: [string, () => Promise<string[]>, RegExp][] = [
    ["a file that is not there", async () => ["none.md"], /none\.md can't be read/],
    [
      "a broken PDF",
      async () => [await written("broken.pdf", "%PDF-1.4 no more")],
      /broken\.pdf: is no PDF that can be read/,
    ],
    ["papers beside cards", async () => [paper, await written("card.yaml", cardText())], /ingest papers by themselves/],
    ["one id for two papers", async () => [paper, paper, "--id", "x"], /is about one paper/],
    [
      "--accept for a card",
      async () => [await written("card.yaml", cardText()), "--accept"],
      /--accept is about papers/,
    ],
    ["cards without an endpoint", async () => [paper, "--cards"], /set AUTOMC_LLM_URL/],
    [
      "an empty file to write",
      async () => [await written("empty.md", "# Nothing\n"), "--out", join(folder, "x.yaml")],
      /no row that could be ingested/,
    ],
  ];
  test("on the command line", async () => {
    const before = await snapshot({ driver });
    for (const [title, args, sentence] of cases) {
      const { code, stderr } = await automc(["ingest", ...(await args())], environment);
      const said = stderr.split("\n").filter((line) => line.startsWith("automc:"));
      expect({ title, code, said }).toEqual({ title, code: 2, said: [expect.stringMatching(sentence)] });
    }
    expect(await snapshot({ driver })).toEqual(before);
  });

  const written = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };

  test("a paper that takes too long, or too much memory, is given up", async () => {
    const asked = { path: paper, file: "cuts.md", given: {}, environment, home };
    for (const limits of [
      { milliseconds: 1, megabytes: 500 },
      { milliseconds: 60_000, megabytes: 4 },
    ]) {
      await expect(readPaperAside({ driver }, { ...asked, limits })).rejects.toMatchObject({
        code: "bad_document",
        message: expect.stringMatching(/^cuts\.md: reading it took more than .* given up/),
      });
    }
  });

  test("a small PDF whose page unpacks to a lot is given up, too", async () => {
    const page = deflateSync(Buffer.alloc(300_000_000, " "), { level: 1 });
    const objects = [
      Buffer.from("<< /Type /Catalog /Pages 2 0 R >>"),
      Buffer.from("<< /Type /Pages /Kids [3 0 R] /Count 1 >>"),
      Buffer.from("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R >>"),
      Buffer.concat([
        Buffer.from(`<< /Length ${page.length} /Filter /FlateDecode >>\nstream\n`),
        page,
        Buffer.from("\nendstream"),
      ]),
    ].flatMap((object, at) => [Buffer.from(`${at + 1} 0 obj\n`), object, Buffer.from("\nendobj\n")]);
    const bomb = join(folder, "bomb.pdf");
    await writeFile(
      bomb,
      Buffer.concat([Buffer.from("%PDF-1.7\n"), ...objects, Buffer.from("trailer << /Root 1 0 R >>\n%%EOF")]),
    );
    const limits = { milliseconds: 8_000, megabytes: 60 };
    await expect(
      readPaperAside({ driver }, { path: bomb, file: "bomb.pdf", given: {}, environment, home, limits }),
    ).rejects.toMatchObject({ message: expect.stringMatching(/^bomb\.pdf: reading it took more than 8 s or 60 MB/) });
  });

  test("a review that was damaged is named, not read", async () => {
    await automcJson(["ingest", paper, "--accept"], environment);
    const [file] = await readdir(join(home, "review"));
    await writeFile(join(home, "review", file!), "{");
    const { code, stderr } = await automc(["ingest", "review"], environment);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/is no review that AutoMC wrote/),
    });
  });
});

test("bench extraction prints a table, or JSON, and reports a file without a truth file", async () => {
  const files = ["runtime.md", "comparative.html"].map((file) =>
    join(import.meta.dirname, "../../../server/bench/corpus", file),
  );
  const { documents } = await automcJson<{ documents: { document: string; score: { cells: object } }[] }>(
    ["bench", "extraction", ...files],
    environment,
  );
  expect(documents.map(({ document, score }) => [document, score.cells])).toEqual([
    ["runtime.md", { right: 24, wrong: 0, missed: 0 }],
    ["comparative.html", { right: 120, wrong: 0, missed: 0 }],
  ]);
  expect((await automc(["bench", "extraction", ...files], environment)).stdout).toMatch(/│ all +│ +│ +144 │ +0 │ +0 │/);
  const { code, stderr } = await automc(["bench", "extraction", paper], environment);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(/There is no truth for/) });
});
