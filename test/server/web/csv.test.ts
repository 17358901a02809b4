import { expect, test } from "vitest";
import { csv } from "../../../server/web/src/parts/save.ts";

test("rows become CSV that a spreadsheet reads back: all columns, quotes doubled, lines kept in their cell", () => {
  expect(
    csv([
      { a: 1, b: 'say "x", y' },
      { a: null, c: ["two\nlines"] },
    ]),
  ).toBe('a,b,c\r\n1,"say ""x"", y",\r\n,,"[""two\\nlines""]"\r\n');
});
