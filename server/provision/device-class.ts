import { readFile } from "node:fs/promises";
import type { Config } from "../config.ts";
import { chooseVariant, listGpus } from "./gpu.ts";

/** Instruction sets for which TensorFlow has kernels of their own, the widest first. */
const instructionSets = ["avx512f", "avx2", "avx"] as const;

/**
 * The class of the device that trains here: two machines of one class compute the same numbers from
 * the same seed, two classes differ in the last digits. `cpu-avx512f`, or `cuda-nvidia-h200`;
 * without oneDNN (TF_ENABLE_ONEDNN_OPTS=0) a CPU is of another class.
 */
export async function deviceClass(config: Config): Promise<string> {
  const { environment } = config;
  if ((await chooseVariant(config)) === "cuda") {
    const [first = ""] = await listGpus(environment);
    const name = /^GPU \d+: (.+?)(?: \(UUID|$)/.exec(first)?.[1] ?? "gpu";
    return `cuda-${name.toLowerCase().replace(/[^a-z0-9]+/g, "-")}`;
  }
  return cpuClass(await readFile("/proc/cpuinfo", "utf8").catch(() => ""), environment.TF_ENABLE_ONEDNN_OPTS === "0");
}

/** The class of a processor by the system's description of it; `plain` where oneDNN is switched off. */
export function cpuClass(cpuinfo: string, plain: boolean): string {
  const flags = new Set(/^flags\s*:(.*)$/m.exec(cpuinfo)?.[1]?.trim().split(/\s+/));
  return `cpu-${instructionSets.find((each) => flags.has(each)) ?? "basic"}${plain ? "-plain" : ""}`;
}
