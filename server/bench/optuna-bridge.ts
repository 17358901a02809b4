import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { runTrial, type Search } from "../../search/index.ts";
import type { Config } from "../config.ts";
import { ServerError } from "../errors.ts";
import type { OptunaSampler } from "./optuna-samplers.ts";

export const optunaVersion = "optuna==5.0.0";

/** The exact versions of Optuna and of what these samplers need: GPSampler alone needs PyTorch. */
export function optunaRequirements(samplers: readonly OptunaSampler[]): string[] {
  return [
    optunaVersion,
    "numpy==2.3.5",
    ...(samplers.some((name) => name.startsWith("gp")) ? ["scipy==1.16.3", "torch==2.15.0"] : []),
  ];
}

const proposal = z.strictObject({ scheme: z.array(z.int().min(0)), cpuSeconds: z.number() });

/**
 * Optuna as a search of ours: its sampler proposes in a Python process of its own, we measure.
 *
 * `tpe-extension` and `gp-extension` propose a step, which extends a random scheme of the front that
 * it fits (of all measured ones, where it fits none there), as our searches do. The others propose
 * whole schemes: a length, and for each place a method and its settings, conditional on the method.
 * What promises to remove too much is told as worthless and costs no trial.
 *
 * @param onCpu receives the processor seconds that the sampler has used so far
 * @param storage where Optuna keeps its trials, as SQLAlchemy names it; null for memory
 */
export function optunaSearch(
  { config, python }: { config: Config; python: string },
  sampler: OptunaSampler,
  onCpu: (seconds: number) => void,
  storage: string | null = null,
): Search {
  return async function* optuna(input) {
    const { candidates, maxLength, mostRemoved = 1 } = input;
    const seed = Math.floor(input.random("optuna", sampler)() * 2 ** 31);
    const file = fileURLToPath(new URL("./peers/search_optuna.py", import.meta.url));
    const environment = { ...config.environment, OMP_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" };
    const child = spawn(python, [file], { env: environment, stdio: ["pipe", "pipe", "pipe"] });
    let complaint = "";
    child.stderr.on("data", (chunk: Buffer) => {
      complaint = (complaint + chunk.toString()).slice(-2000);
    });
    child.stdin.on("error", () => {}); // It ended; its last words are told below.
    const say = (message: unknown) => child.stdin.write(`${JSON.stringify(message)}\n`);
    const strategies = candidates.map(({ method, settings, share }) => ({ method, settings, share: share ?? 0 }));
    try {
      say({ sampler, seed, maxLength, mostRemoved, storage, strategies });
      let number = 0;
      for await (const line of createInterface({ input: child.stdout })) {
        const { scheme: steps, cpuSeconds } = proposal.parse(JSON.parse(line));
        onCpu(cpuSeconds);
        if (number === input.trials) return;
        number++;
        const scheme = steps.map((step) => candidates[step]!.id);
        const trial = await runTrial(input, { number, scheme, parent: null });
        say(trial.state === "complete" ? { ar: trial.ar, pr: trial.pr } : { ar: -0.5, pr: 0 });
        yield trial;
      }
      throw new ServerError("job_failed", `Optuna's ${sampler} ended early: ${complaint.trim()}`);
    } finally {
      child.kill();
    }
  };
}
