#!/usr/bin/env node
// Starts the command line: from TypeScript in a clone, from the compiled files in a release.
import { existsSync } from "node:fs";

const source = new URL("./cli.ts", import.meta.url);
const beside = new URL("./cli.js", import.meta.url);
let file = existsSync(beside) ? beside : new URL("../dist/server/cli.js", import.meta.url);
if (existsSync(source)) {
  const { register } = await import("tsx/esm/api");
  register();
  file = source;
}
const { main } = await import(file.href);

// `automc … | head`: whoever reads may stop reading; the work still ends in order.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});

process.exitCode = await main(process.argv.slice(2));
