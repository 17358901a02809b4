import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtinSources, expand, readCard } from "../../../ingest/index.ts";
import { operatorSchemas } from "../../../server/papers/operators.ts";

const root = join(import.meta.dirname, "../../../ingest");

test("the card of docs/fpgm.md runs: 75 strategies, step for step those of the example", async () => {
  const document = await readFile(join(root, "docs/fpgm.md"), "utf8");
  const typed = /```yaml\n([\s\S]*?)```/.exec(document)![1]!;
  const shipped = await readFile(join(root, "examples/fpgm.yaml"), "utf8");
  const methods = (await builtinSources()).filter(({ file }) => file.startsWith("methods/"));
  const defined = methods.flatMap(({ file, text }) =>
    readCard(text, file).value.hyperparameters.flatMap((each) => ("id" in each ? [each] : [])),
  );
  const [own, example] = [typed, shipped].map((text) => {
    const { value } = readCard(text, "fpgm.yaml");
    const used = value.hyperparameters.map((each) => ("ref" in each ? each.ref : each.id));
    const hyperparameters = used.map((id) => defined.find((each) => each.id === id)!);
    return expand(value, hyperparameters, Object.keys(operatorSchemas()));
  });
  expect(own).toHaveLength(75);
  expect(own!.every(({ steps }) => steps !== null)).toBe(true);
  expect(own).toEqual(example);
});
