import { expect, test } from "vitest";
import { builtinSources, networkFamily } from "../../../ingest/index.ts";
import { namedFamily } from "../../../ingest/names/network-family.ts";

test("a network's name says its family, in one spelling; a name of none, or of several, says nothing", () => {
  const resnet56 = { id: "resnet56", name: "ResNet-56" };
  for (const name of ["resnet56", "ResNet-56", "ResNet-56 with identity shortcuts", "Our resnet_56"])
    expect(networkFamily(name)).toEqual(resnet56);
  expect(networkFamily("VGG-16 with batch norm")).toEqual({ id: "vgg16", name: "VGG-16" });
  expect(networkFamily("WRN-28-10")).not.toEqual(networkFamily("WRN-28-1"));
  for (const name of ["mine", "Four convolutions and a linear layer of 500", "ResNet", "ResNet-56 and VGG-16"])
    expect(networkFamily(name)).toBeUndefined();
});

test("a family that is stated is taken as it is, in the usual spelling where there is one", () => {
  expect(namedFamily("resnet 56")).toEqual({ id: "resnet56", name: "ResNet-56" });
  expect(namedFamily("Pet Net")).toEqual({ id: "petnet", name: "Pet Net" });
});

test("of the networks that AutoMC comes with, all but one are in a family, and the three ResNet-56 in one", async () => {
  const names = new Map<string, string>();
  for (const { text } of await builtinSources())
    for (const [, id, quoted, plain] of text.matchAll(/network: \{ id: ([\w-]+), name: (?:"([^"]+)"|([^,}]+))/g))
      names.set(id!, (quoted ?? plain!).trim());
  const of = (family: string) => [...names].filter(([, name]) => networkFamily(name)?.id === family).map(([id]) => id);
  expect([...names].filter(([, name]) => !networkFamily(name)).map(([id]) => id)).toEqual(["conv4-fc500"]);
  expect(of("resnet56").sort()).toEqual(["resnet56", "resnet56-identity", "resnet56-projection"]);
});
