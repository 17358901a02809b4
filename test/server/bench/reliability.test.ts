import { expect, test } from "vitest";
import { type JudgedRow, leftOut, reliability } from "../../../server/bench/reliability.ts";

const row = (document: string, confidence: number, wrong = 0): JudgedRow => ({ document, confidence, right: 1, wrong });

test("rows are counted by confidence, the upper end of a band not in it", () => {
  const bands = reliability([row("a", 0.8), row("a", 0.84, 1), row("b", 0.85), row("b", 1)]);
  expect(bands.find(({ from }) => from === 0.8)).toMatchObject({ rows: 2, withoutFault: 1 });
  expect(bands.find(({ from }) => from === 0.85)).toMatchObject({ rows: 1, withoutFault: 1 });
  expect(bands.at(-1)).toMatchObject({ rows: 1, withoutFault: 1 });
});

test("a document has no part in the mark that its own rows are judged by", () => {
  const fine = Array.from({ length: 300 }, () => row("fine", 0.9));
  // By the fine document's rows the mark is the least one, so the other's fault counts; by the other's there is none.
  expect(leftOut([...fine, row("other", 0.85, 1)], { oneIn: 200, least: 0.8 })).toEqual({ rows: 1, wrong: 1 });
  // With a third document that is fine, a fault at 0.85 puts the mark above it: 0.82 is not taken any more.
  const third = Array.from({ length: 3 }, () => row("third", 0.99));
  const low = [row("low", 0.82), row("low", 0.99)];
  expect(leftOut([row("other", 0.85, 1), ...third, ...low], { oneIn: 200, least: 0.8 })).toEqual({ rows: 5, wrong: 1 });
});
