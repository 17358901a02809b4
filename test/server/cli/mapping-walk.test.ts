import { expect, test } from "vitest";
import { nothingKnown, propose, readPaper } from "../../../ingest/index.ts";
import { walkedMapping } from "../../../server/cli/mapping-walk.ts";

const document = "# T\n\n| A | B | C |\n|---|---|---|\n| x1 | 93.6 | 0 |\n| x2 | 93.2 | 42.1 |\n";

test("a person who answers column by column has a table that said nothing of itself, in eight answers", async () => {
  const paper = await readPaper(new TextEncoder().encode(document), "a.md");
  const read = (mapping?: Awaited<ReturnType<typeof walkedMapping>>) =>
    propose(paper, "a.md", { knowledge: nothingKnown, mapping });
  const answers = ["method", "acuracy", "accuracy", "{ is: pr, unit: '%' }", "ResNet-56", "CIFAR-10", ""];
  const said: string[] = [];
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answers.shift()!;
  };
  const mapping = await walkedMapping(await read(), ask, (line) => said.push(line));
  expect(answers).toEqual([]);
  expect(said[0]).toBe("table 1 of the document: 0 of 4 figures are read.");
  expect(said.slice(1).join("\n")).toMatch(/acuracy/);
  expect(questions[0]).toMatch(/column 1 "A" \[/);
  const { rows } = await read(mapping);
  expect(rows.map(({ state, result }) => [state, result?.method, result?.accuracy, result?.pr])).toEqual([
    ["baseline", undefined, undefined, undefined],
    ["sure", "x2", 0.932, 0.421],
  ]);
});

test("empty answers keep what the reader took the columns for", async () => {
  const text =
    "# T\n\nTable 1. ResNet-56 on CIFAR-10.\n\n| Method | Acc. (%) | PR (%) |\n|---|---|---|\n| Ebb | 93.2 | 42.1 |\n";
  const paper = await readPaper(new TextEncoder().encode(text), "a.md");
  const proposal = await propose(paper, "a.md", { knowledge: nothingKnown });
  const mapping = await walkedMapping(
    proposal,
    async () => "",
    () => {},
  );
  expect(mapping.tables[0]!.columns).toEqual({
    "1": { is: "method" },
    "2": { is: "accuracy", unit: "%" },
    "3": { is: "pr", unit: "%" },
  });
});
