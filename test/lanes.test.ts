import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const unit = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts") && !/\.(integration|long|python)\.test\.ts$/.test(file))
  .map((file) => join("test", file));

/**
 * What belongs into the integration lane: the Neo4j of tests, the shared model, what set-up
 * fetched, native TensorFlow, processes.
 */
const integrationOnly = [
  "test/graph/server.ts",
  "test/server/tiny.ts",
  "test/server/temporary-home.ts",
  "compress/tensorflow.ts",
  "node:child_process",
];

/** What a file imports at run time, through other files of `test/` too, and the path to each. */
function imported(file: string, path: string[] = [], found = new Map<string, string[]>()): Map<string, string[]> {
  if (found.has(file) || !existsSync(join(root, file))) return found;
  found.set(file, [...path, file]);
  const imports = readFileSync(join(root, file), "utf8").matchAll(
    /^(?:import|export) (?!type )[^"]*?"(\.[^"]+|node:\w+)"/gm,
  );
  for (const [, target] of imports) {
    const to = target!.startsWith("node:") ? target! : relative(root, resolve(root, dirname(file), target!));
    if (to.startsWith("test/")) imported(to, [...path, file], found);
    else found.set(to, [...path, file, to]);
  }
  return found;
}

test.each(unit)("%s is a unit test: it needs no set-up, and starts no process", (file) => {
  const files = imported(file);
  for (const forbidden of integrationOnly)
    expect(files.get(forbidden)?.join(" -> "), "name it *.integration.test.ts").toBeUndefined();
});
