import fc from "fast-check";
import { encode } from "gpt-tokenizer/encoding/o200k_base";
import { expect, test } from "vitest";
import { answerBytes, fitted } from "../../../server/mcp/fit.ts";

/** Rows as the graph returns them: ids, schemes, hashes, figures, sources. */
const row = fc.record({
  scheme: fc.constantFrom("LFB(HP1=0.3,HP2=0.4,HP15=3,HP16=MSE) -> HOS(HP1=0.5,HP2=0.4,HP11=P3,HP12=skew_kur)"),
  ar: fc.double({ noNaN: true, min: -1, max: 1 }),
  artifact: fc.stringMatching(/^[0-9a-f]{64}$/),
  source: fc.constantFrom("arXiv:2201.09884, Table 2, block 40 %, row LeGR, columns ResNet-56 on CIFAR-10"),
  notes: fc.array(fc.string(), { maxLength: 3 }),
});

test("an answer fits, whatever is in it: under 4,000 tokens, and it is JSON that says what is left out", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 120 }), fc.boolean(), (rows, more) => {
      const text = fitted({ rows }, more);
      expect(Buffer.byteLength(text)).toBeLessThanOrEqual(more ? answerBytes.more : answerBytes.usual);
      expect(encode(text).length).toBeLessThan(more ? 16_000 : 4_000);
      const read = JSON.parse(text) as { rows?: unknown[]; left_out?: string };
      const shown = read.rows?.length ?? 0;
      if (shown < rows.length)
        expect(read.left_out).toMatch(new RegExp(`^${rows.length - shown} of ${rows.length} rows`));
      else expect(read.left_out).toBeUndefined();
    }),
    { numRuns: 30 },
  );
});

test("a text without rows is cut at a whole character, and says so", () => {
  const text = fitted({ text: "ü".repeat(20_000) }, false);
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(answerBytes.usual);
  expect(text).toMatch(/ü… \(cut: the answer is longer\)$/);
});

test("vectors, empty fields and digits beyond the fourth are left out", () => {
  const vector = Array.from({ length: 32 }, (_, at) => at / 7);
  expect(
    JSON.parse(fitted({ vector, ar: -0.0123456, n: 1234567, none: null, empty: [], few: [0.123456] }, false)),
  ).toEqual({
    vector: "(a vector of 32 numbers)",
    ar: -0.01235,
    n: 1234567,
    few: [0.1235],
  });
});
