import fc from "fast-check";
import { expect, test } from "vitest";
import { matchingLayers } from "../../../compress/prune/matching-layers.ts";

const name = fc.stringMatching(/^[a-z0-9._/+$()-]{1,8}$/);

test("every layer names itself and no other, whatever letters it has", () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 5 }), fc.nat(), (layers, at) => {
      const one = layers[at % layers.length]!;
      expect(matchingLayers([one], layers)).toEqual([one]);
    }),
  );
});

test("a star stands for any letters, so a beginning finds all that begin so, each once, in their order", () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 8 }), fc.nat(), (layers, at) => {
      const start = layers[at % layers.length]![0]!;
      const found = layers.filter((layer) => layer.startsWith(start));
      expect(matchingLayers([`${start}*`, `${start}*`], [...layers, ...layers])).toEqual(found);
    }),
  );
});

test("a question mark is one letter", () => {
  expect(matchingLayers(["block?_conv"], ["block1_conv", "block12_conv", "block2_conv"])).toEqual([
    "block1_conv",
    "block2_conv",
  ]);
});

test("a name that no layer has is refused with the nearest", () => {
  const layers = ["block1_conv1", "block3_conv1", "dense"];
  expect(() => matchingLayers(["block3_conv"], layers)).toThrow(/no layer "block3_conv".*nearest is block3_conv1/);
  expect(() => matchingLayers(["dens", "dense"], layers)).toThrow(/"dens".*dense/);
});
