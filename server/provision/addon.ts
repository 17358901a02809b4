import { existsSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { writeAside } from "../artifacts/atomic-write.ts";
import { sha256 } from "../artifacts/content-hash.ts";
import type { Config } from "../config.ts";
import { ServerError } from "../errors.ts";
import { type Report, step } from "./progress.ts";
import { copyAside, isStamped, stamp } from "./stamps.ts";
import { nativeFolder, nativeLibrary } from "./tensorflow.ts";
import { requireTool, runProgram } from "./tools.ts";
import type { Variant } from "./versions.ts";

const require = createRequire(import.meta.url);
const packageFile = () => require.resolve("@tensorflow/tfjs-node-gpu/package.json");
const packageVersion = (): string => JSON.parse(readFileSync(packageFile(), "utf8")).version;

/** Node-API version of the addon: one build serves every Node from 20 on. */
const nodeApiVersion = 8;

/** Where TensorFlow.js looks for the addon. */
export const installedAddon = () => join(dirname(packageFile()), "lib", `napi-v${nodeApiVersion}`, "tfjs_binding.node");

/** The addon as built, kept beside the library that it opens. */
const builtAddon = (home: string, variant: Variant) =>
  join(nativeFolder(home, variant), `tfjs-${packageVersion()}.node`);

/** The addon names its library by absolute path, so a moved folder needs a new build. */
const libraryPath = (home: string, variant: Variant) => join(realpathSync(nativeLibrary(home, variant)), "lib");

const buildKey = (home: string, variant: Variant) => `${packageVersion()} ${libraryPath(home, variant)}`;

/**
 * True when the addon is built, is the one that TensorFlow.js will load, and passed its test. Reads
 * two small files.
 */
export function hasAddon(home: string, variant: Variant): boolean {
  const built = builtAddon(home, variant);
  if (!isBuilt(home, variant) || !existsSync(installedAddon())) return false;
  const content = readFileSync(built);
  return (
    content.equals(readFileSync(installedAddon())) && isStamped(nativeFolder(home, variant), "tested", sha256(content))
  );
}

const isBuilt = (home: string, variant: Variant) =>
  existsSync(builtAddon(home, variant)) &&
  existsSync(nativeLibrary(home, variant)) &&
  isStamped(nativeFolder(home, variant), "built", buildKey(home, variant));

/**
 * Builds TensorFlow.js's own addon against the library, puts it where TensorFlow.js looks, and
 * tests it in a process of its own.
 *
 * The caller holds the folder's lock. A process that has the old addon open keeps it.
 *
 * @throws ServerError `missing_tool` without g++, `provisioning_failed` when the build or the test
 *   fails.
 */
export async function buildAddon(config: Config, variant: Variant, report: Report): Promise<void> {
  const { home } = config;
  const folder = nativeFolder(home, variant);
  const built = builtAddon(home, variant);
  if (!isBuilt(home, variant)) {
    await step(report, 4, "TensorFlow.js addon: building", async () => {
      await compile(config, variant, built);
      await stamp(folder, "built", buildKey(home, variant));
    });
  }
  const content = readFileSync(built);
  if (!existsSync(installedAddon()) || !content.equals(readFileSync(installedAddon()))) {
    await copyAside(built, installedAddon());
  }
  if (isStamped(folder, "tested", sha256(content))) return;
  await step(report, 5, "TensorFlow.js addon: testing a convolution's gradient", async () => {
    const { device } = await testAddon(config);
    if (variant === "cuda" && device !== "GPU") {
      const message =
        "CUDA was chosen but TensorFlow found no GPU it can use; update the NVIDIA driver, or set TFJS_NATIVE=cpu.";
      throw new ServerError("provisioning_failed", message);
    }
    await stamp(folder, "tested", sha256(content));
  });
}

async function compile(config: Config, variant: Variant, built: string): Promise<void> {
  const compiler = requireTool("g++", config.environment);
  const sources = join(dirname(packageFile()), "binding");
  const headers: { include_dir: string } = require("node-api-headers");
  const library = libraryPath(config.home, variant);
  await writeAside(built, (aside) =>
    runProgram(
      compiler,
      [
        ...["-std=c++17", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", `-DNAPI_VERSION=${nodeApiVersion}`],
        ...["-I", headers.include_dir, "-I", join(library, "..", "include")],
        ...[join(sources, "tfjs_backend.cc"), join(sources, "tfjs_binding.cc")],
        ...["-o", aside, "-L", library, "-l:libtensorflow_cc.so.2", "-l:libtensorflow_framework.so.2"],
        `-Wl,-rpath,${library}`,
      ],
      { environment: config.environment },
    ),
  );
}

export interface AddonTest {
  device: "CPU" | "GPU";
  path: string;
  nodeApi: number;
}

/**
 * Loads TensorFlow.js in a new process and checks a convolution's gradient there: the gradient of
 * the sum of a 3x3 filter over a 4x4 image of ones, padded to the same size, sums to 100.
 *
 * Returns the device that ran it, the addon's path and its Node-API version.
 *
 * @throws ServerError `provisioning_failed` when the addon doesn't load or computes wrongly.
 */
export async function testAddon(config: Config): Promise<AddonTest> {
  const environment = { ...config.environment, TF_CPP_MIN_LOG_LEVEL: "2" };
  const said = await runProgram(process.execPath, ["-e", addonTest, dirname(packageFile())], { environment }).catch(
    (error: ServerError) => {
      const complaint = error.cause instanceof Error ? error.cause.message : error.message;
      const why = /^\w*Error: .*/m.exec(complaint)?.[0] ?? error.message; // the line of the stack trace with the reason
      throw new ServerError("provisioning_failed", `The TensorFlow.js addon doesn't load: ${why}`, { cause: error });
    },
  );
  const { sum, device } = JSON.parse(said.trim().split("\n").at(-1)!);
  if (sum === 100) return { device, path: installedAddon(), nodeApi: nodeApiVersion };
  throw new ServerError("provisioning_failed", `The TensorFlow.js addon computes a wrong gradient (${sum}, not 100).`);
}

// Node 24 has no util.isNullOrUndefined, which TensorFlow.js calls.
const addonTest = `
  const util = require("node:util");
  util.isNullOrUndefined ??= (x) => x === null || x === undefined;
  const tf = require(process.argv[1]);
  const image = tf.ones([1, 4, 4, 1]);
  const gradient = tf.grad((filter) => tf.conv2d(image, filter, 1, "same").sum())(tf.ones([3, 3, 1, 1]));
  console.log(JSON.stringify({ sum: gradient.sum().dataSync()[0], device: tf.backend().isUsingGpuDevice ? "GPU" : "CPU" }));
`;
