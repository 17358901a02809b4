import fc from "fast-check";
import { expect, test } from "vitest";
import { mappedAt, mappingSchema } from "../../../ingest/mapping/mapping.ts";
import {
  eachAlone,
  together,
  turnedOver,
  withColumn,
  withColumnOf,
  withRow,
  withRowOf,
} from "../../../server/web/src/ingest/table-mapping.ts";

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

test("entries put together under fewer keys mean the same, and the server takes their keys", () => {
  const entries = fc.dictionary(
    fc.integer({ min: 1, max: 30 }).map(String),
    fc.constantFrom({ is: "result" as const }, { is: "ignore" as const }, { is: "result" as const, network: "VGG-16" }),
  );
  fc.assert(
    fc.property(entries, (alone) => {
      const rows = together(alone);
      expect(eachAlone(rows)).toEqual(alone);
      expect(new Set(Object.values(rows).map((value) => JSON.stringify(value))).size).toBe(Object.keys(rows).length);
      expect(mappingSchema.safeParse({ tables: [{ table: 1, columns: { "1": "method" }, rows }] }).success).toBe(true);
    }),
  );
});

test("what one column or row is of, and its unit, are told and taken back, and change nothing else", () => {
  const mapping = {
    table: 1,
    columns: { "1": { is: "method" as const }, "2-3": { is: "parameters" as const, header: "network" as const } },
    rows: { "5": { is: "baseline" as const } },
    constants: {},
  };
  const told = withColumnOf(mapping, 3, { unit: "M", network: "VGG-16" });
  expect(told.columns).toEqual({
    "1": { is: "method" },
    "2": { is: "parameters", header: "network" },
    "3": { is: "parameters", header: "network", unit: "M", network: "VGG-16" },
  });
  expect(withColumnOf(told, 3, {}).columns).toEqual(eachAlone(mapping.columns));
  const ofRow = withRowOf(mapping, 7, { dataset: "CIFAR-100" });
  expect(ofRow.rows).toEqual({ "5": { is: "baseline" }, "7": { is: "result", dataset: "CIFAR-100" } });
  expect(withRowOf(ofRow, 7, {}).rows).toEqual(mapping.rows);
  expect(withRowOf(mapping, 5, { network: "VGG-16" }).rows["5"]).toEqual({ is: "baseline", network: "VGG-16" });
  expect(mappingSchema.safeParse({ tables: [told] }).success).toBe(true);
  expect(mappingSchema.safeParse({ tables: [ofRow] }).success).toBe(true);
});
