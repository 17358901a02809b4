import fc from "fast-check";
import { expect, test } from "vitest";
import { columnWidths, table } from "../../../server/cli/terminal.ts";
import { graphValue } from "../../../server/cli/views/graph-value.ts";

test("columns fit the terminal where they can, and narrow ones stay as they are", () => {
  const rows = fc.array(fc.array(fc.string({ maxLength: 60 }), { minLength: 3, maxLength: 3 }), { minLength: 1 });
  fc.assert(
    fc.property(rows, fc.integer({ min: 40, max: 200 }), (cells, width) => {
      const natural = [0, 1, 2].map((column) => 2 + Math.max(...cells.map((row) => [...row[column]!].length)));
      const widths = columnWidths(cells, width);
      const total = (all: number[]) => all.reduce((sum, each) => sum + each + 1, 1);
      if (widths === undefined) return void expect(total(natural)).toBeLessThanOrEqual(width);
      expect(total(widths)).toBeLessThanOrEqual(width);
      const widest = Math.max(...widths);
      for (const [column, each] of widths.entries()) {
        expect(each).toBeLessThanOrEqual(natural[column]!);
        if (each < natural[column]!) expect(each).toBeGreaterThanOrEqual(widest - 1);
      }
    }),
  );
});

test("without rows a table says why", () => {
  expect(table(["a"], [])).toBe("(none)");
  expect(table(["a"], [], "begin one")).toBe("(none: begin one)");
});

test("nodes, relationships and paths are as Cypher writes them, without vectors", () => {
  const node = (id: string, label: string) => ({
    id,
    labels: [label],
    properties: { id: label.toLowerCase(), vector: [1] },
  });
  const [a, b] = [node("1", "Result"), node("2", "Method")];
  const link = { id: "3", type: "OF_METHOD", start: "1", end: "2", properties: {} };
  expect(graphValue(a)).toBe("(:Result {id: result})");
  expect(graphValue(link)).toBe("[:OF_METHOD]");
  expect(graphValue({ nodes: [a, b], relationships: [link] })).toBe(
    "(:Result {id: result})-[:OF_METHOD]->(:Method {id: method})",
  );
  expect(graphValue({ nodes: [b, a], relationships: [link] })).toBe(
    "(:Method {id: method})<-[:OF_METHOD]-(:Result {id: result})",
  );
  expect(graphValue([a, "x", 0.123456])).toBe("(:Result {id: result}), x, 0.1235");
  expect(graphValue(Array.from({ length: 32 }, (_, at) => at / 3))).toBe("(32 numbers)");
  expect(graphValue({ of: a })).toBe('{"of":"(:Result {id: result})"}');
});
