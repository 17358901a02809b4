import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "../../server/printable.ts";

test("what would act on a terminal is shown instead", () => {
  expect(printable("\u001b[2J\u001b]0;title\u0007 a\rb \u009b1m \u202Eevil")).toBe(
    "\\u001b[2J\\u001b]0;title\\u0007 a\\u000db \\u009b1m \\u202eevil",
  );
  expect(printable("plain\ttext, 中文, ✓\nnext line")).toBe("plain\ttext, 中文, ✓\nnext line");
});

test("JSON stays the same JSON", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 30 }), (text) => {
      const printed = printable(JSON.stringify({ text }));
      expect(JSON.parse(printed)).toEqual({ text });
      // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be gone
      expect(printed).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
    }),
  );
});
