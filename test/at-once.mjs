// Runs commands at the same time: node test/at-once.mjs "biome check ." knip
// It ends when all have ended, with 1 where one of them failed.
import { spawn } from "node:child_process";
import { once } from "node:events";

const ended = await Promise.all(
  process.argv.slice(2).map(async (command) => {
    const [code, signal] = await once(spawn(command, { shell: true, stdio: "inherit" }), "close");
    if (code !== 0) console.error(`${command}: ended with ${signal ?? code}`);
    return code === 0;
  }),
);
process.exitCode = ended.every(Boolean) ? 0 : 1;
