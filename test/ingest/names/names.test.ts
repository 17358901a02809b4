import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normaliseName, similarity } from "../../../ingest/index.ts";
import { NameTable } from "../../../ingest/names/name-table.ts";
import { initials, nearest } from "../../../ingest/names/normalise.ts";
import { freeText } from "../random-knowledge.ts";

describe("how names are compared", () => {
  test.each([
    [["ResNet56", "ResNet-56", "resnet_56", "RESNET 56", "ResNet‑56", "Res\u200bNet\u00ad56"], "resnet56"],
    [["CIFAR10", "CIFAR-10", "cifar_10"], "cifar10"],
    [["Network Slimming", "network slimming", '"Network-Slimming"'], "networkslimming"],
    [["WRN-28-10", "wrn 28 10", "WRN_28-10"], "wrn28-10"],
    [["MobileNetV2 1.0", "mobilenet-v2-1.0"], "mobilenetv2-1.0"],
    [["resnet56/cifar10", "ResNet-56/CIFAR-10"], "resnet56/cifar10"],
  ])("%j are one name", (names, normalised) => {
    expect(names.map(normaliseName)).toEqual(names.map(() => normalised));
  });

  test.each([
    ["ResNet-56", "ResNet-50"],
    ["WRN-28-10", "WRN-281-0"],
    ["MobileNet 1.0", "MobileNet 10"],
    ["LeGR", "LeGR+"],
    ["CIFAR-10", "CIFAR-100"],
  ])("%s and %s are two", (a, b) => {
    expect(normaliseName(a)).not.toBe(normaliseName(b));
  });

  test("normalising twice is normalising once, and similarity is a likeness", () => {
    fc.assert(
      fc.property(fc.oneof(freeText, fc.string({ unit: "binary" })), freeText, (a, b) => {
        const key = normaliseName(a);
        expect(normaliseName(key)).toBe(key);
        if (key.length > 500) return; // the distance of long texts is slow, and is never asked for
        expect(similarity(key, key)).toBe(1);
        const other = normaliseName(b).slice(0, 500);
        const alike = similarity(key, other);
        expect(alike).toBe(similarity(other, key));
        expect(alike).toBeGreaterThanOrEqual(0);
        expect(alike === 1).toBe(key === other);
      }),
    );
  });

  test("names with other numbers are never alike; initials stand for three words or more", () => {
    expect(similarity("resnet56", "resnet50")).toBe(0);
    expect(similarity("chanelpruning", "channelpruning")).toBeGreaterThan(0.9);
    expect(initials("Soft filter pruning")).toBe("sfp");
    expect(initials("Network slimming")).toBe("");
  });

  test("a misspelt word finds the known one", () => {
    expect(nearest("tehcniques", ["techniques", "hyperparameters", "steps"])).toEqual(["techniques"]);
    expect(nearest("zebra", ["techniques", "steps"])).toEqual([]);
  });
});

describe("a table of names", () => {
  const features = {
    categories: 10,
    imageSize: 32,
    channels: 3,
    dataAmount: 1,
    parameters: 1,
    flops: 1,
    accuracy: 0.9,
  };
  const row = (label: "Method" | "Network" | "Dataset" | "Task", entity: string, name: string | null) =>
    ({ label, entity, id: entity, name, how: "entity", features: null }) as const;
  const table = NameTable.of([
    row("Method", "NS", "Network slimming"),
    row("Method", "SFP", "Soft filter pruning"),
    row("Network", "resnet56", "ResNet-56"),
    row("Dataset", "cifar10", "CIFAR-10"),
    row("Task", "resnet56/cifar10", null),
    { label: "Method", entity: "NS", id: null, name: "Slimming", how: "alias", features: null },
    { label: "Network", entity: "resnet56", id: "rn56", name: "R56 (ours)", how: "merged", features: null },
    { label: "Task", entity: "resnet56/cifar10", id: "old/task", name: null, how: "merged", features },
  ]);

  test.each([
    ["method", "NS", "NS", "id"],
    ["method", "Network Slimming", "NS", "name"],
    ["method", "ns", "NS", "id"],
    ["method", "slim-ming", "NS", "alias"],
    ["network", "resnet_56", "resnet56", "id"],
    ["network", "RN-56", "resnet56", "merged"],
    ["dataset", "CIFAR10", "cifar10", "id"],
    ["task", "ResNet-56/CIFAR-10", "resnet56/cifar10", "id"],
    ["task", "rn56/CIFAR 10", "resnet56/cifar10", "name"],
    ["task", "old/task", "resnet56/cifar10", "merged"],
  ] as const)("%s %s is %s, by its %s", (kind, name, id, by) => {
    expect(table.resolve(kind, name)).toMatchObject({ id, by });
  });

  test("a name that is only alike gives candidates, the likeliest first; kinds are apart", () => {
    const candidates = (name: string) => table.resolve("method", name);
    expect(candidates("Network slimmming")).toEqual({
      candidates: [{ id: "NS", name: "Network slimming", similarity: expect.closeTo(0.9375, 4) }],
    });
    expect(candidates("Soft Filter Prunning")).toMatchObject({ candidates: [{ id: "SFP" }] });
    expect(candidates("something else")).toEqual({ candidates: [] });
    expect(table.resolve("dataset", "resnet56")).toEqual({ candidates: [] });
    expect(table.resolve("network", "resnet50")).toEqual({ candidates: [] });
  });

  test("an acronym is alike to what it stands for", () => {
    const small = NameTable.of([row("Method", "FPGM", "FPGM")]);
    expect(small.candidates("method", ["Filter pruning geometric median"])).toMatchObject([{ id: "FPGM" }]);
  });

  test("a name that two entities share means neither, but the ids do", () => {
    const both = NameTable.of([row("Method", "A", "Slimming"), row("Method", "B", "slimming")]);
    expect(both.resolve("method", "Slimming")).toMatchObject({ candidates: [{ id: "A" }, { id: "B" }] });
    expect(both.resolve("method", "B")).toMatchObject({ id: "B" });
  });
});
