import { expect, test } from "vitest";
import { readable } from "../../../../server/cli/views/readable.ts";

test("what vectors tell is shown by method, number and word, with the shares of their variance", () => {
  const shares = { method: 0.75, settings: 0.24, rest: 0.01 };
  const found = { strategies: 125, method: 0.992, numbers: { HP2: 0.9876 }, words: { HP8: 0.5 }, shares };
  const lines = readable({ readable: found }).split("\n");
  expect(lines[0]).toMatch(/125 strategies/);
  for (const row of [/method +│ +99\.2 %/, /HP2 +│ +│ +0\.988/, /HP8 +│ +50\.0 %/])
    expect(
      lines.some((line) => row.test(line)),
      `${row}`,
    ).toBe(true);
  expect(lines.at(-1)).toBe(
    "Of their variance 75.0 % is between methods, 24.0 % follows from settings, 1.0 % from neither.",
  );
});

test("a run of an earlier version is told of in a sentence", () => {
  expect(readable({ mrr: 0.2 })).toMatch(/earlier version, which did not measure/);
});
