import { median } from "d3-array";
import { openSession, print, printJson, withTraining } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { jobsPerProcess } from "../../training/process.ts";
import type { MemoryJob } from "../jobs.ts";
import type { MemoryOfSteps } from "../memory-of-steps.ts";
import { ourNetwork } from "./train-and-prune.ts";

/**
 * `automc bench memory`: what one process retains of compression steps run one after another. A
 * training process is replaced after a number of jobs; here it is not, so that growth is visible.
 */
export async function benchMemory(options: {
  network: string;
  steps: number;
  seed: number;
  json: boolean;
}): Promise<void> {
  const session = openSession({ quiet: options.json });
  const network = ourNetwork(options.network);
  const { steps, seed } = options;
  const found = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`${steps} steps on ${network} in one process`, 1);
    const job = { kind: "memoryOfSteps" as const, network, steps, seed };
    const result = await training.run<MemoryOfSteps, MemoryJob>(job, () => {}, signal);
    task.end();
    return result;
  });
  const { tensors, residentBytes, versions } = found;
  // Medians of tenths, as single readings jump with the garbage collector.
  const tenth = Math.max(1, Math.floor(steps / 10));
  const mega = (part: number[]) => median(part)! / 2 ** 20;
  const from = Math.min(tenth, steps - 1);
  const [start, end] = [mega(residentBytes.slice(from, from + tenth)), mega(residentBytes.slice(-tenth))];
  const perStep = (end - start) / Math.max(1, steps - tenth - from);
  const figures = {
    tensorsAfterFirst: tensors[0]!,
    tensorsAfterLast: tensors.at(-1)!,
    startMiB: start,
    endMiB: end,
    perStepMiB: perStep,
  };
  if (options.json)
    return printJson({
      name: "memory",
      network,
      steps,
      seed,
      jobsPerProcess,
      ...figures,
      residentBytes,
      tensors,
      versions,
    });
  print(
    table(
      ["what", "value"],
      [
        ["tensors after the first step, after the last", `${figures.tensorsAfterFirst}, ${figures.tensorsAfterLast}`],
        ["resident memory at the start, at the end", `${start.toFixed(0)} MiB, ${end.toFixed(0)} MiB`],
        ["growth a step", `${perStep.toFixed(2)} MiB`],
        ["a training process is replaced after", `${jobsPerProcess} jobs`],
      ],
    ),
  );
  print(
    `${steps} steps (prune, one epoch, measured) on ${network}, each of another shape; TensorFlow.js ${versions.tfjs}, TensorFlow ${versions.tensorflow}.`,
  );
}
