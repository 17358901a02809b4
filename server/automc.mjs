#!/usr/bin/env node
// Starts the command line.
import { load } from "./load.mjs";

// `automc … | head`: whoever reads may stop reading; the work still ends in order.
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  const { main } = await load("cli");
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  // `main` reports its own failures: the program is not there, or can't be compiled.
  process.stderr.write(
    `automc: ${error.message}${error.code === "ERR_MODULE_NOT_FOUND" ? "; run npm ci first" : ""}\n`,
  );
  process.exitCode = 1;
}
