import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeCsv } from "../../../../server/bench/compressbench/csv.ts";
import { readParquet, writeParquet } from "../../../../server/bench/compressbench/parquet.ts";
import { anyRow } from "./invented-rows.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "automc-table-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("whatever rows are written as Parquet are read back the same", async () => {
  const file = join(folder, "steps.parquet");
  const rows = fc.array(anyRow, { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(rows, async (written) => {
      await writeParquet(file, written);
      expect(await readParquet(file)).toEqual(written);
    }),
    { numRuns: 50 },
  );
});

test("a CSV file has a line for each row, and words with commas and quotes stay whole", async () => {
  const file = join(folder, "steps.csv");
  await fc.assert(
    fc.asyncProperty(fc.array(anyRow, { minLength: 1, maxLength: 8 }), async (rows) => {
      await writeCsv(file, rows);
      const [head, ...lines] = cellsOf(await readFile(file, "utf8"));
      expect(lines).toHaveLength(rows.length);
      const place = (name: string) => head!.indexOf(name);
      for (const [at, row] of rows.entries()) {
        const line = lines[at]!;
        expect(line).toHaveLength(head!.length);
        expect(line[place("key")]).toBe(asText(row.key));
        expect(line[place("scheme")]).toBe(row.scheme.join(" -> "));
        expect(Number(line[place("after_test")])).toBe(row.after.testAccuracy);
        if ("HP8" in row.settings) expect(line[place("HP8")]).toBe(asText(String(row.settings.HP8)));
        else if (place("HP8") >= 0) expect(line[place("HP8")]).toBe("");
      }
    }),
    { numRuns: 50 },
  );
});

test("no file holds no rows; what is no Parquet file is refused by name", async () => {
  expect(await readParquet(join(folder, "none.parquet"))).toEqual([]);
  const file = join(folder, "text.parquet");
  await writeFile(file, "this is no Parquet file at all");
  await expect(readParquet(file)).rejects.toThrow(/text\.parquet is no Parquet file that can be read: /);
});

/** What would be a formula has a ' before it. */
function asText(word: string): string {
  return /^[=+\-@\t\r]/.test(word) ? `'${word}` : word;
}

/** A plain reader of RFC 4180, a sign at a time. */
function cellsOf(text: string): string[][] {
  const lines: string[][] = [];
  let [cell, line, inside] = ["", [] as string[], false];
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]!;
    if (inside) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') cell += text[++at]!;
      else inside = false;
    } else if (sign === '"') inside = true;
    else if (sign === ",") {
      line.push(cell);
      cell = "";
    } else if (sign === "\r" && text[at + 1] === "\n") {
      lines.push([...line, cell]);
      [cell, line] = ["", []];
      at++;
    } else cell += sign;
  }
  return lines;
}
