import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  IngestError,
  type Mapping,
  mappingOf,
  mappingText,
  nothingKnown,
  type Proposal,
  propose,
  readMapping,
  readPaper,
  withHeaders,
} from "../../../ingest/index.ts";

const bytes = (text: string) => new TextEncoder().encode(text);
const read = async (text: string, mapping?: Mapping): Promise<Proposal> =>
  propose(await readPaper(bytes(text), "a.md"), "a.md", { knowledge: nothingKnown, mapping });
const mapped = (yaml: string) => readMapping(yaml, "m.yaml").value;

/** A table that says nothing of itself. */
const bare = `# T

| A | B | C | D |
|---|---|---|---|
| x1 | 93.6 | 0.71 (–) | 7 |
| x2 | 93.2 | 0.41 (42.1) | 8 |
| x3 | 92.2 | 0.38 (47.5) | 9 |
`;

test("a person explains a table that says nothing of itself, in four lines", async () => {
  expect((await read(bare)).rows.filter(({ state }) => state === "sure")).toEqual([]);
  const mapping = mapped(`
tables:
  - table: 1
    columns: { 1: method, 2: accuracy, 3: { is: [parameters, pr], unit: M } }
    rows: { 2: baseline, 4: { setting: small } }
    constants: { network: Net-9, dataset: Waves }
`);
  const { rows, counts } = await read(bare, mapping);
  expect(rows.map(({ state, result }) => [state, result?.method, result?.variant, result?.task])).toEqual([
    ["baseline", undefined, undefined, undefined],
    ["unsure", "x2", undefined, "net-9/waves"],
    ["unsure", "x3", "small", "net-9/waves"],
  ]);
  expect(rows[1]!.result).toMatchObject({ accuracy: 0.932, baseAccuracy: 0.936, parameters: 410_000 });
  expect(rows[1]!.reasons).toEqual(["nothing is known of the data set Waves"]);
  expect(counts).toMatchObject([
    { figures: 11, read: 8, left: [{ count: 3, why: 'under "D", no figure of a result' }] },
  ]);
});

test("a later version of the document, and a table with the same labels, are read by it", async () => {
  const first = mapped(`
tables:
  - table: 1
    columns: { 1: method, 2: accuracy, 3: { is: [ignore, pr], unit: "%" } }
    constants: { network: ResNet-56, dataset: CIFAR-10 }
`);
  const kept = withHeaders(first, await read(bare, first));
  expect(kept.tables[0]!.header).toEqual(["A", "B", "C", "D"]);
  const later = `# T\n\n| K | V |\n|---|---|\n| k | 1 |\n\nOn SVHN.\n\n${bare.replace("# T\n", "").replace("92.2", "92.9")}`;
  const { rows } = await read(later, kept);
  expect(rows.map(({ result }) => [result?.method, result?.accuracy, result?.task])).toEqual([
    ["x1", 0.936, "resnet56/cifar10"],
    ["x2", 0.932, "resnet56/cifar10"],
    ["x3", 0.929, "resnet56/cifar10"],
  ]);
});

describe("headers", () => {
  test("labels over columns are what the mapping says that they are", async () => {
    const text = "# T\n\n| A | p1<br>q1 | p2<br>q2 |\n|---|---|---|\n| m | 70.1 | 71.2 |\n";
    const { rows } = await read(
      text.replaceAll("<br>", " / "),
      mapped("tables: [{ table: 1, columns: { 1: method, 2-3: { is: accuracy, header: network, dataset: SVHN } } }]"),
    );
    expect(rows.map(({ result }) => result?.task)).toEqual(["p1-q1/svhn", "p2-q2/svhn"]);
    const shares = "# T\n\n| A | 25% | 0.5 |\n|---|---|---|\n| m | 70.1 | 68.2 |\n";
    const steps = await read(
      shares,
      mapped(
        "tables: [{ table: 1, columns: { 1: method, 2-3: { is: accuracy, header: pr } }, constants: { network: VGG-16, dataset: SVHN, baseAccuracy: 71.5% } }]",
      ),
    );
    expect(steps.rows.map(({ result }) => [result?.pr, result?.accuracy, result?.baseAccuracy])).toEqual([
      [0.25, 0.701, 0.715],
      [0.5, 0.682, 0.715],
    ]);
  });
});

test("the reader's own proposal, as a mapping, reads the same", async () => {
  const folder = join(import.meta.dirname, "..", "..", "..", "server", "bench", "corpus");
  let same = 0;
  let all = 0;
  for (const file of ["automc.md", "comparative.html", "hrankplus.md", "laasp.md", "spark.md", "torch-pruning.md"]) {
    const paper = await readPaper(readFileSync(join(folder, file)), file);
    const proposal = await propose(paper, file, { knowledge: nothingKnown });
    const mapping = readMapping(mappingText(mappingOf(proposal)!), "own.yaml").value;
    const again = await propose(paper, file, { knowledge: nothingKnown, mapping });
    const figures = ({ rows }: Proposal) =>
      rows.flatMap(({ result }) => (result ? [`${result.accuracy} ${result.pr} ${result.fr}`] : []));
    const second = figures(again);
    all += figures(proposal).length;
    same += figures(proposal).filter((each) => {
      const at = second.indexOf(each);
      if (at >= 0) second.splice(at, 1);
      return at >= 0;
    }).length;
  }
  expect(same / all).toBeGreaterThan(0.85);
});

test.each<[string, RegExp]>([
  ["tables: [{ table: 1, colums: { 1: method } }]", /m\.yaml:1: .*no key "colums".*did you mean columns/],
  [
    "tables: [{ table: 1, columns: { 1: acuracy } }]",
    /m\.yaml:1: .*"acuracy" is not allowed here.*did you mean accuracy/,
  ],
  ["tables: [{ table: 1, columns: { 1: { is: [accuracy, prr] } } }]", /"prr" is not allowed here.*did you mean pr/],
  ["tables: [{ table: 1, columns: { 1: { is: accuracy, datset: x } } }]", /no key "datset".*did you mean dataset/],
  ["tables: [{ table: 1, columns: { x: accuracy } }]", /a key is a number, a range or several|m\.yaml:1/],
  ["tables: [{ columns: { 1: accuracy } }]", /say which table it is, by table or header/],
  ["tables: [{ table: 1 }]", /say what its columns are, or skip: true/],
  ["tables: []", /m\.yaml:1: tables/],
  ["tables: [{ table: 1, columns: { 1: method }, constants: { baseAccuracy: high } }]", /m\.yaml:1: /],
])("a mapping with a slip is refused in one sentence: %s", (yaml, why) => {
  const refused = () => readMapping(yaml, "m.yaml");
  expect(refused).toThrow(IngestError);
  expect(refused).toThrow(why);
});
