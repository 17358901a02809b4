import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const unit = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts") && !file.endsWith(".integration.test.ts"))
  .map((file) => join("test", file));

/** What only the integration lane has: the Neo4j that is started for tests, the shared model, what `setup` fetched. */
const needsSetUp = ["test/graph/server.ts", "test/server/tiny.ts", "test/server/temporary-home.ts"];

/** The files of `test/` that a file imports at run time, itself included, and the path to each. */
function imported(file: string, path: string[] = [], found = new Map<string, string[]>()): Map<string, string[]> {
  if (found.has(file) || !existsSync(join(root, file))) return found;
  found.set(file, [...path, file]);
  const imports = readFileSync(join(root, file), "utf8").matchAll(/^(?:import|export) (?!type )[^"]*?"(\.[^"]+)"/gm);
  for (const [, target] of imports) {
    const to = relative(root, resolve(root, dirname(file), target!));
    if (to.startsWith("test/")) imported(to, [...path, file], found);
    else found.set(to, [...path, file, to]);
  }
  return found;
}

test.each(unit)("%s is a unit test: it starts no Neo4j, and imports no native TensorFlow", (file) => {
  const files = imported(file);
  for (const forbidden of [...needsSetUp, "compress/tensorflow.ts"])
    expect(files.get(forbidden)?.join(" -> "), "name it *.integration.test.ts").toBeUndefined();
});
