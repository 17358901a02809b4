import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Environment } from "../config.ts";
import { BadInput } from "../errors.ts";

const entryPoint = fileURLToPath(new URL("../automc.mjs", import.meta.url));

/** An `automc serve` in a process of its own. */
export interface ServedApart {
  address: string;
  close(): Promise<void>;
}

/**
 * Starts `automc serve` on a free port with this environment, and waits until it listens.
 *
 * @throws BadInput with what it wrote, where it ends before
 */
export async function serveApart(environment: Environment): Promise<ServedApart> {
  const child = spawn(process.execPath, [entryPoint, "serve", "--port", "0"], {
    env: environment as NodeJS.ProcessEnv,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const listens = new Promise<string>((resolve, reject) => {
    const hear = (text: string) => {
      said = (said + text).slice(-10_000);
      const address = /listens at (\S+) /.exec(said)?.[1];
      if (address) resolve(address);
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", hear);
    child.once("exit", () => reject(new BadInput(`automc serve ended early: ${said.trim()}`)));
  });
  const close = async () => {
    if (child.exitCode !== null) return;
    child.kill("SIGINT");
    await once(child, "exit");
  };
  return { address: await listens, close };
}
