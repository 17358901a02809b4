import type { Config, Environment } from "../config.ts";
import { findProgram, runProgram } from "./tools.ts";
import type { Variant } from "./versions.ts";

/** The NVIDIA GPUs that the driver lists, one line each; none where there is no driver. */
export async function listGpus(environment: Environment): Promise<string[]> {
  const program = findProgram("nvidia-smi", environment);
  if (!program) return [];
  const lines = await runProgram(program, ["-L"], { environment }).catch(() => "");
  return lines.split("\n").filter((line) => line.startsWith("GPU "));
}

/**
 * Which native TensorFlow to run: the one that is set, otherwise CUDA where there is an NVIDIA GPU.
 */
export async function chooseVariant(config: Config): Promise<Variant | "none"> {
  if (config.native !== "auto") return config.native;
  return (await listGpus(config.environment)).length > 0 ? "cuda" : "cpu";
}
