import { createHash } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config.ts";
import type { Progress } from "../progress.ts";
import { isStamped, stamp } from "../provision/stamps.ts";
import { requireTool, runProgram } from "../provision/tools.ts";

/** The exact versions of the peers; pip installs their dependencies. */
export const torchRequirements = ["torch==2.15.0", "torch-pruning==1.6.0", "numpy==2.3.5"] as const;
export const pykeenRequirements = ["pykeen==1.11.1", "torch==2.15.0", "numpy==2.3.5"] as const;

/**
 * Creates a Python virtual environment with these packages under AUTOMC_HOME, once. An incomplete
 * one is created from scratch.
 *
 * @returns the path of its python
 * @throws ServerError `missing_tool` when there is no Python
 * @throws ServerError `provisioning_failed` when pip fails
 */
export async function peerPython(config: Config, requirements: readonly string[], progress: Progress): Promise<string> {
  const what = requirements.join(" ");
  const folder = join(config.home, "bench", createHash("sha256").update(what).digest("hex").slice(0, 12));
  const python = join(folder, "bin", "python");
  if (isStamped(folder, "peer", what)) return python;
  const { environment } = config;
  const task = progress.begin(`installing the peer: ${what}`, 1);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await runProgram(requireTool("python3", environment), ["-m", "venv", folder], { environment });
  await runProgram(python, ["-m", "pip", "install", "--quiet", ...requirements], { environment });
  await stamp(folder, "peer", what);
  task.end();
  return python;
}

/**
 * Runs one of the peers' scripts with JSON as its argument and returns the JSON it prints. Two
 * threads, like our side.
 */
export async function runPeer<Result>(
  config: Config,
  python: string,
  script: string,
  input: Record<string, unknown>,
): Promise<Result> {
  const file = fileURLToPath(new URL(`./peers/${script}`, import.meta.url));
  const environment = {
    ...config.environment,
    OMP_NUM_THREADS: "2",
    MKL_NUM_THREADS: "2",
    PYTHONDONTWRITEBYTECODE: "1",
  };
  const said = await runProgram(python, [file, JSON.stringify(input)], { environment });
  return JSON.parse(said.trim().split("\n").at(-1)!) as Result;
}
