import { expect, test } from "vitest";
import { refuseTooLarge } from "../../../graph/reading/text-bounds.ts";

const nested = (open: string, inside: string, close: string, times: number) =>
  `RETURN ${open.repeat(times)}${inside}${close.repeat(times)} AS x`;

test.each([
  ["characters", `RETURN '${"a".repeat(20_000)}'`],
  ["words and signs", `RETURN ${"1+".repeat(1_500)}1`],
  ["words and signs", `MATCH ${Array.from({ length: 400 }, (_, i) => `(a${i})--(b${i})`).join(",")} RETURN 1`],
  ["deep", nested("(", "1", ")", 600)],
  ["deep", nested("[", "1", "]", 51)],
  ["deep", nested("{a:", "1", "}", 51)],
  ["deep", nested("[x IN ", "[1]", "|x]", 60)],
  ["deep", nested("CASE WHEN true THEN ", "1", " END", 51)],
  ["signs in a row", `RETURN ${"NOT ".repeat(60)}true`],
  ["signs in a row", `RETURN ${"- ".repeat(60)}1`],
  ["subqueries", nested("EXISTS { RETURN ", "1 AS x", " }", 9)],
  ["subqueries", `${"CALL { ".repeat(9)}RETURN 1 AS x${" } RETURN x".repeat(9)}`],
  ["subqueries", `WITH 1 AS y ${"CALL (y) { ".repeat(9)}RETURN 1 AS x${" } RETURN x".repeat(9)}`],
])("a query with too many %s is refused", (what, cypher) => {
  expect(() => refuseTooLarge(cypher)).toThrow(what);
});

test.each([
  nested("(", "1", ")", 40),
  nested("EXISTS { RETURN ", "1 AS x", " }", 8),
  `${"CALL () { RETURN 1 AS x } ".repeat(12)}RETURN x`,
  `RETURN '${"(".repeat(500)}' // ${"[".repeat(500)}`,
  `MATCH (n) WHERE ${Array.from({ length: 60 }, () => "n.case = 1").join(" AND ")} RETURN n`,
  `UNWIND [${Array.from({ length: 900 }, (_, i) => i).join(",")}] AS x RETURN x`,
])("one of an ordinary size is not: %s", (cypher) => {
  expect(() => refuseTooLarge(cypher)).not.toThrow();
});
