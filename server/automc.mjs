#!/usr/bin/env node
// Starts the command line: from TypeScript in a clone, from the compiled files in a release.
import { existsSync } from "node:fs";

const source = new URL("./cli.ts", import.meta.url);
if (existsSync(source)) {
  const { register } = await import("tsx/esm/api");
  register();
  await import(source.href);
} else {
  const beside = new URL("./cli.js", import.meta.url);
  await import(existsSync(beside) ? beside.href : new URL("../dist/server/cli.js", import.meta.url).href);
}
