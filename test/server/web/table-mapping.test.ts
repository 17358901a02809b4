import fc from "fast-check";
import { expect, test } from "vitest";
import { mappedAt } from "../../../ingest/mapping/mapping.ts";
import { eachAlone, turnedOver, withColumn, withRow } from "../../../server/web/src/ingest/table-mapping.ts";

const key = fc
  .array(fc.tuple(fc.nat(12), fc.nat(4)), { minLength: 1, maxLength: 3 })
  .map((pieces) => pieces.map(([from, more]) => (more === 0 ? `${from}` : `${from}-${from + more}`)).join(", "));

test("keys that are ranges and lists mean, each alone, what they mean to the reader", () => {
  fc.assert(
    fc.property(fc.uniqueArray(key), (keys) => {
      const entries = Object.fromEntries(keys.map((each, at) => [each, `value ${at}`]));
      const ordered = Object.fromEntries(Object.keys(entries).map((each) => [each, entries[each]!]));
      const alone = eachAlone(ordered);
      for (let number = 0; number < 20; number++) expect(alone[number]).toBe(mappedAt(ordered, number));
    }),
  );
});

test("what is said of a column or a row changes that one alone, also out of a range, and keeps what else is known of it", () => {
  const mapping = {
    table: 1,
    columns: { "1": { is: "method" as const }, "2-3": { is: "accuracy" as const, unit: "%" as const } },
    rows: { "2-3": { is: "ignore" as const }, "4": { is: "result" as const, network: "VGG-16" } },
    constants: {},
  };
  expect(withColumn(mapping, 3, "error").columns).toEqual({
    "1": { is: "method" },
    "2": { is: "accuracy", unit: "%" },
    "3": { is: "error", unit: "%" },
  });
  expect(withRow(mapping, 3, "result").rows).toEqual({ "2": { is: "ignore" }, "4": mapping.rows["4"] });
  expect(withRow(mapping, 4, "baseline").rows["4"]).toEqual({ is: "baseline", network: "VGG-16" });
  const turned = turnedOver({ ...mapping, headerRows: 2 });
  expect(turned).toEqual({ table: 1, turned: true, columns: { "1": { is: "ignore" } }, rows: {}, constants: {} });
  expect(turnedOver(turned).turned).toBeUndefined();
});
