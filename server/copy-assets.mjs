// After compiling: puts what the compiler leaves out (cards, locks, manifests, the entry point) beside the compiled files.
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";

const root = new URL("..", import.meta.url).pathname;
for (const folder of ["graph", "ingest", "embed", "search", "compress", "datasets", "server"]) {
  for (const file of readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })) {
    const isDocument = folder === "server" && file.startsWith(join("bench", "corpus"));
    if ((isDocument || !/\.(ts|md)$/.test(file)) && /\.\w+$/.test(file) && !file.endsWith("copy-assets.mjs")) {
      cpSync(join(root, folder, file), join(root, "dist", folder, file));
    }
  }
}
