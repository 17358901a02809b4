import { expect, test } from "vitest";
import {
  hasResult,
  nothingKnown,
  proposalDocument,
  propose,
  readDocument,
  readPaper,
  resultsText,
} from "../../../ingest/index.ts";

const text = `# CUTS: Filters Cut by Tests

arXiv:2601.00009

Table 3. Pruning of ResNet-56 on CIFAR-10.

| Method | Top-1 (%) | FLOPs ↓ (%) |
|---|---|---|
| FPGM | 93.17 | 50.0 |
| CUTS | 93.02 | 52.6 |
`;

const proposed = async () => {
  const paper = await readPaper(new TextEncoder().encode(text), "cuts.md");
  const proposal = await propose(paper, "cuts.md", { knowledge: nothingKnown });
  return { proposal, rows: proposal.rows.filter(hasResult) };
};

test("rows are the document that their file of results is, without what only a reader of the file needs", async () => {
  const { proposal, rows } = await proposed();
  expect(rows).toHaveLength(2);
  const document = proposalDocument(proposal, rows);
  const file = readDocument({ file: "cuts.yaml", text: resultsText(proposal, rows) });
  expect(file.kind).toBe("results");
  const { results, ...rest } = file.value as typeof document.value & { results: { extracted?: unknown }[] };
  expect(document.value).toEqual({ ...rest, results: results.map(({ extracted: _read, ...result }) => result) });
  expect(proposalDocument(proposal, rows).sha256).toBe(document.sha256);
  expect(proposalDocument(proposal, rows.slice(1)).sha256).not.toBe(document.sha256);
});

test("its parts are at their places in the paper: a result, the first one of a task or method, the paper itself", async () => {
  const { proposal, rows } = await proposed();
  const { place } = proposalDocument(proposal, rows);
  expect(place(["results", 1, "method"])).toBe("cuts.md, Table 3, row CUTS");
  expect(place(["tasks", 0])).toBe("cuts.md, Table 3, row FPGM");
  expect(place(["methods", 1, "id"])).toBe("cuts.md, Table 3, row CUTS");
  expect(place(["paper", "title"])).toBe("cuts.md");
});

test("a row that can't be a result is refused at its place in the paper", async () => {
  const { proposal, rows } = await proposed();
  const wrong = { ...rows[1]!, result: { ...rows[1]!.result, accuracy: 93.02 } };
  expect(() => proposalDocument(proposal, [rows[0]!, wrong])).toThrow(
    /^cuts\.md, Table 3, row CUTS: results\.1\.accuracy: /,
  );
});
