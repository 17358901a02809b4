import fc from "fast-check";
import { expect, test } from "vitest";
import { csv } from "../../server/csv.ts";

test("rows become CSV that a spreadsheet reads back: all columns, quotes doubled, lines kept in their cell", () => {
  expect(
    csv([
      { a: 1, b: 'say "x", y' },
      { a: null, c: ["two\nlines"] },
    ]),
  ).toBe('a,b,c\r\n1,"say ""x"", y",\r\n,,"[""two\\nlines""]"\r\n');
});

test("no text begins as a formula does; numbers below zero stay numbers", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.string().map((rest) => `=${rest}`),
      ),
      (text) => {
        const [, cell] = csv([{ text, more: 1 }]).split(/^text,more\r\n/);
        expect(cell).not.toMatch(/^"?[=+\-@\t\r]/);
      },
    ),
  );
  expect(csv([{ ar: -0.5 }])).toBe("ar\r\n-0.5\r\n");
});
