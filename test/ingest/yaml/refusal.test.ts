import { describe, expect, test } from "vitest";
import { readDocument } from "../../../ingest/index.ts";
import { cardText } from "../card/cards.ts";

const sentence = (file: string, text: string): string => {
  try {
    readDocument({ file, text });
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("it was not refused");
};
const results = `paper: { id: study, title: A study }
results:
  - id: r1
    method: FPGM
    task: net/data
    accuracy: 0.9
    flopsConvention: MACs
    source: row 1
`;

describe("a document that can't be right is refused in one sentence, with file, line, what is allowed and what was likely meant", () => {
  test.each([
    [
      "techniques:",
      "tehcniques:",
      'card.yaml:3: there is no key "tehcniques" here, only id, name, aliases, paper, techniques, hyperparameters, steps, notes, results (and 1 more); did you mean techniques?',
    ],
    [
      "name: Filter pruning",
      "nmae: Filter pruning",
      'card.yaml:4: techniques.0: there is no key "nmae" here, only id, name (and 1 more); did you mean name?',
    ],
    [
      "{ id: HP20, name",
      "{ id: HP20, unti: x, name",
      'card.yaml:6: hyperparameters.0: there is no key "unti" here, only id, name, unit, values; did you mean unit?',
    ],
    ["year: 2019", "year: late", "card.yaml:2: paper.year: Invalid input: expected number, received string."],
  ])("a card with %s as %s", (from, to, message) => {
    expect(sentence("card.yaml", cardText([from, to]))).toBe(message);
  });

  test("a reference with another key says what a reference has", () => {
    const text = cardText(["{ id: TE10, name: Filter pruning by geometric median }", "{ ref: TE10, nam: x }"]);
    expect(sentence("card.yaml", text)).toBe('card.yaml:4: techniques.0: there is no key "nam" here, only ref.');
  });

  test("a value that is none of a list", () => {
    expect(sentence("r.yaml", results.replace("MACs", "macs"))).toBe(
      'r.yaml:7: results.0.flopsConvention: "macs" is not allowed here, only 2xMACs, MACs, unstated; did you mean MACs?',
    );
    expect(sentence("r.yaml", results.replace("MACs", "{ a: 1 }"))).toMatch(
      /^r\.yaml:7: .*only 2xMACs, MACs, unstated\.$/,
    );
  });

  test("a key of a result", () => {
    expect(sentence("r.yaml", results.replace("accuracy:", "acuracy:"))).toMatch(
      /^r\.yaml:6: results\.0: there is no key "acuracy" here, only id, task, .*, method, algorithm, extracted \(and 1 more\); did you mean accuracy\?$/,
    );
  });

  test("an algorithm longer than an index holds", () => {
    const text = results.replace("method: FPGM", `algorithm: ${"x".repeat(201)}`);
    expect(sentence("r.yaml", text)).toBe(
      "r.yaml:4: results.0.algorithm: Too big: expected string to have <=200 characters.",
    );
  });

  test("what is missing", () => {
    expect(sentence("r.yaml", results.replace("    source: row 1\n", ""))).toBe(
      "r.yaml:3: results.0.source: missing, should be string.",
    );
  });
});
