import { arch, platform } from "node:os";
import type { Config, Environment } from "../config.ts";
import { ServerError } from "../errors.ts";
import { buildAddon, hasAddon } from "./addon.ts";
import { chooseVariant } from "./gpu.ts";
import { ensureNeo4jJars } from "./neo4j-jars.ts";
import type { Report } from "./progress.ts";
import { alone } from "./stamps.ts";
import { fetchTensorflow, hasTensorflow, nativeFolder } from "./tensorflow.ts";
import type { Variant } from "./versions.ts";

/**
 * Makes everything ready that AutoMC needs and npm does not bring: Neo4j's jars (unless a server of
 * the user's is set) and native TensorFlow.
 *
 * Silent and done in milliseconds when it is there; otherwise reports each step. Can be interrupted
 * at any moment, and run by several processes at once.
 *
 * @throws ServerError `missing_tool` or `provisioning_failed`.
 */
export async function provision(config: Config, report: Report): Promise<void> {
  if (config.neo4j === "embedded") await ensureNeo4jJars(config, report);
  await ensureNative(config, report);
}

/**
 * Makes native TensorFlow ready, and returns which one it is; "none" when TFJS_NATIVE is that.
 *
 * @throws ServerError `missing_tool` or `provisioning_failed`.
 */
export async function ensureNative(config: Config, report: Report): Promise<Variant | "none"> {
  const variant = await chooseVariant(config);
  if (variant === "none" || isNativeReady(config, variant)) return variant;
  if (platform() !== "linux" || arch() !== "x64") {
    const message = `Native TensorFlow is set up on Linux x86-64 only, and this is ${platform()} ${arch()}; set TFJS_NATIVE=none to do without training.`;
    throw new ServerError("provisioning_failed", message);
  }
  await alone(nativeFolder(config.home, variant), async () => {
    await fetchTensorflow(config, variant, report);
    await buildAddon(config, variant, report);
  });
  return variant;
}

/** True when a native TensorFlow is ready to be loaded. */
const isNativeReady = ({ home }: Config, variant: Variant): boolean =>
  hasTensorflow(home, variant) && hasAddon(home, variant);

/**
 * The variables that a process which trains is to be started with: quiet, and with a GPU's memory
 * taken as needed.
 */
export const trainingEnvironment = (environment: Environment): Environment => ({
  TF_CPP_MIN_LOG_LEVEL: "2",
  TF_FORCE_GPU_ALLOW_GROWTH: "true",
  ...environment,
});
