import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";

/** Who may import whom: at run time, and by `import type` only. Change it when the design changes. */
const layers: Record<string, { runs: string[]; types: string[] }> = {
  graph: { runs: [], types: [] },
  datasets: { runs: [], types: [] },
  ingest: { runs: ["graph"], types: [] },
  embed: { runs: [], types: ["graph"] },
  search: { runs: [], types: ["graph", "embed"] },
  compress: { runs: [], types: ["graph", "datasets"] },
  server: { runs: ["graph", "datasets", "ingest", "embed", "search", "compress"], types: [] },
};
const root = resolve(import.meta.dirname, "..");
const importStatement =
  /^\s*(?:import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)|^\s*import\s+"([^"]+)"/gm;

const sources = Object.keys(layers).flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(folder, file)),
);

test.each(sources)("%s imports only what its layer allows", (file) => {
  const folder = file.split("/")[0]!;
  for (const [, typeOnly, from, dynamic, bare] of readFileSync(join(root, file), "utf8").matchAll(importStatement)) {
    const target = from ?? dynamic ?? bare!;
    if (!target.startsWith(".")) continue;
    expect(target, "our own imports end in .ts").toMatch(/\.ts$|\.json$/);
    const to = relative(root, resolve(root, dirname(file), target));
    const toFolder = to.split("/")[0]!;
    if (toFolder === folder) {
      if (!file.endsWith("index.ts")) expect(to, "inside a folder, import the sibling").not.toBe(`${folder}/index.ts`);
      continue;
    }
    const { runs, types } = layers[folder]!;
    expect(typeOnly ? [...runs, ...types] : runs, `${file} -> ${to}`).toContain(toFolder);
    expect(to, "across folders, import the front door").toBe(`${toFolder}/index.ts`);
  }
});
