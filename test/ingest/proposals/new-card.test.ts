import { expect, test } from "vitest";
import { newCardText, nothingKnown, propose, readCard, readPaper } from "../../../ingest/index.ts";

const text = `# EBB: Filter pruning by the L2 norm of tides

Ann Otter, Bo Mink

arXiv:2601.00009

We prune filters by their L2 norm.

Table 1. ResNet-56 on CIFAR-10.

| Method | Baseline Acc. (%) | Acc. (%) | PR (%) |
|---|---|---|---|
| EBB | 93.6 | 93.2 | 42.1 |
`;
const techniques = [
  { id: "TE12", name: "Filter pruning by L2 norm" },
  { id: "TE13", name: "Filter pruning by the rank of feature maps" },
];

test("a card's beginning has what the paper says of itself, and is a card that can be ingested as it is", async () => {
  const proposal = await propose(await readPaper(new TextEncoder().encode(text), "ebb.md"), "ebb.md", {
    knowledge: nothingKnown,
  });
  const card = newCardText({ proposal, text, techniques });
  expect(readCard(card, "ebb.yaml").value).toMatchObject({
    id: "EBB",
    paper: { id: "arXiv:2601.00009", title: "EBB: Filter pruning by the L2 norm of tides", year: 2026 },
    techniques: [{ ref: "TE12" }],
    steps: [],
  });
  expect(card).toMatch(/sure: EBB on resnet56\/cifar10: 93\.6 % -> 93\.2 %, PR 42\.1 %/);
});

test("where nothing matches, it asks for a word, and is still a card", async () => {
  const proposal = await propose(await readPaper(new TextEncoder().encode("# A title\n\nText.\n"), "a.md"), "a.md", {
    knowledge: nothingKnown,
  });
  const card = newCardText({ proposal, text: "Text.", techniques });
  expect(readCard(card, "a.yaml").value).toMatchObject({ id: "NewMethod", paper: { title: "A title" } });
});

test("of a method that the graph has, it has what the graph has of it", async () => {
  const paper = { id: "arXiv:2601.00009", title: "EBB: Filter pruning by the L2 norm of tides", year: 2026 };
  const proposal = await propose(await readPaper(new TextEncoder().encode(text), "ebb.md"), "ebb.md", {
    knowledge: {
      ...nothingKnown,
      papers: [paper],
      methods: [{ id: "EBB", name: "Ebb and flow", papers: [paper.id] }],
    },
  });
  const held = { id: "EBB", techniques: ["TE13"], hyperparameters: ["HP2", "HP9"] };
  const hyperparameters = ["HP1", "HP2", "HP9"].map((id) => ({ id, name: `what ${id} is` }));
  const card = newCardText({ proposal, text, techniques, hyperparameters, held });
  expect(readCard(card, "ebb.yaml").value).toMatchObject({
    id: "EBB",
    name: "Ebb and flow",
    techniques: [{ ref: "TE13" }],
    hyperparameters: [{ ref: "HP2" }, { ref: "HP9" }],
  });
});
