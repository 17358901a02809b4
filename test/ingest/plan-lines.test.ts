import fc from "fast-check";
import { expect, test } from "vitest";
import { planLines, visible } from "../../ingest/index.ts";
import { freeText } from "./random-knowledge.ts";

const method = { label: "Method", id: "FPGM" } as const;
const setting = { label: "Setting", id: "HP2=0.2" } as const;
const strategy = { label: "Strategy", id: "FPGM(HP2=0.2)" } as const;

test("a plan is printed node by node, what is new with where it leads, what changes with what it was", () => {
  const lines = planLines({
    addedNodes: [{ ...strategy, properties: { executable: true, steps: '[{"operator":"prune"}]', note: null } }],
    changedNodes: [
      { ...method, properties: { executable: true, notes: ["a"] }, keys: ["executable"], was: { executable: false } },
    ],
    addedLinks: [
      { type: "OF_METHOD", from: strategy, to: method },
      { type: "WITH_SETTING", from: strategy, to: setting },
      {
        type: "HAS_HYPERPARAMETER",
        from: method,
        to: { label: "Hyperparameter", id: "HP2" },
        properties: { position: 0 },
      },
    ],
    changedLinks: [
      {
        type: "REPORTED_IN",
        from: { label: "Result", id: "p/r" },
        to: { label: "Paper", id: "p" },
        properties: { locator: "row 2" },
        keys: ["locator"],
        was: { locator: "row 1" },
      },
    ],
    removedLinks: [{ type: "WITH_SETTING", from: { label: "Result", id: "p/r" }, to: setting, properties: {} }],
  });
  expect(lines).toEqual([
    '+ Strategy FPGM(HP2=0.2) {executable: true, steps: [{"operator":"prune"}]}; OF_METHOD Method FPGM; WITH_SETTING Setting HP2=0.2',
    "~ Method FPGM executable: false → true",
    "+ (Method FPGM)-[HAS_HYPERPARAMETER]->(Hyperparameter HP2) {position: 0}",
    '~ (Result p/r)-[REPORTED_IN]->(Paper p) locator: "row 1" → "row 2"',
    "- (Result p/r)-[WITH_SETTING]->(Setting HP2=0.2)",
  ]);
});

test("whatever is in a name or a property, it stays on its line and moves nothing on a terminal", () => {
  fc.assert(
    fc.property(freeText, fc.string({ unit: "binary" }), (text, id) => {
      const [line, ...more] = planLines({
        addedNodes: [{ label: "Paper", id, properties: { title: text } }],
        changedNodes: [],
        addedLinks: [],
        changedLinks: [],
        removedLinks: [],
      });
      expect(more).toEqual([]);
      expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
    }),
  );
  expect(visible("a\u001b[31m\u202eb\n")).toBe("a\\u{1b}[31m\\u{202e}b\\u{a}");
});
