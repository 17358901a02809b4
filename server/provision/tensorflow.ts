import { existsSync, readFileSync } from "node:fs";
import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config.ts";
import { requireSpace } from "./disk.ts";
import { type Report, type StepReport, step, whileGrowing } from "./progress.ts";
import { isStamped, stamp } from "./stamps.ts";
import { findProgram, requireTool, runProgram } from "./tools.ts";
import { sizes, type Variant, versions } from "./versions.ts";

/** The folder of one TensorFlow build; all of it can be made again. */
export const nativeFolder = (home: string, variant: Variant) =>
  join(home, "native", `tensorflow-${versions.tensorflow}-${variant}`);

/**
 * The folder with TensorFlow's libraries (lib), C headers (include) and, for CUDA, NVIDIA's
 * libraries (nvidia).
 */
export const nativeLibrary = (home: string, variant: Variant) => join(nativeFolder(home, variant), "library");

/** True when TensorFlow's library is there, complete. */
export function hasTensorflow(home: string, variant: Variant): boolean {
  return (
    existsSync(nativeLibrary(home, variant)) && isStamped(nativeFolder(home, variant), "library", versions.tensorflow)
  );
}

/**
 * Fetches TensorFlow's wheels with pip, so that the user's index and proxies are honoured, and
 * unpacks the C library.
 *
 * The caller holds the folder's lock. Each finished wheel stays when set-up is interrupted; they go
 * once unpacked.
 *
 * @throws ServerError `missing_tool` without Python or `provisioning_failed` when pip fails.
 */
export async function fetchTensorflow(config: Config, variant: Variant, report: Report): Promise<void> {
  if (hasTensorflow(config.home, variant)) return dropWheels(config.home, variant);
  const size = sizes[variant];
  await requireSpace(config.home, size.download + size.unpacked);
  const megabytes = Math.round(size.download / 1e6);
  if (!hasWheels(config.home, variant)) {
    await step(report, 2, `TensorFlow ${versions.tensorflow} (${variant}): downloading ${megabytes} MB`, (tell) =>
      downloadWheels(config, variant, tell),
    );
  }
  await step(report, 3, `TensorFlow ${versions.tensorflow} (${variant}): unpacking its library`, (tell) =>
    unpackWheels(config, variant, tell),
  );
}

/** The locked wheels, one `name==version --hash=sha256:…` each. */
function lockedWheels(variant: Variant): string[] {
  const lines = readFileSync(new URL(`./tensorflow-${variant}.lock.txt`, import.meta.url), "utf8").split("\n");
  return lines.filter((line) => line && !line.startsWith("#"));
}

/** Where finished wheels wait to be unpacked, each with its stamp. */
const wheelFolder = (home: string, variant: Variant) => join(nativeFolder(home, variant), "wheels");

const wheelStamp = (index: number) => `wheel-${index}`;

const hasWheels = (home: string, variant: Variant) =>
  lockedWheels(variant).every((wheel, index) => isStamped(wheelFolder(home, variant), wheelStamp(index), wheel));

async function downloadWheels(config: Config, variant: Variant, tell: StepReport): Promise<void> {
  const folder = nativeFolder(config.home, variant);
  const wheels = wheelFolder(config.home, variant);
  const download = join(folder, "download");
  const python = requireTool("python3", config.environment);
  await mkdir(wheels, { recursive: true });
  await whileGrowing([wheels, download], sizes[variant].download, tell, async () => {
    for (const [index, wheel] of lockedWheels(variant).entries()) {
      if (isStamped(wheels, wheelStamp(index), wheel)) continue;
      await rm(download, { recursive: true, force: true });
      await mkdir(download);
      await writeFile(join(download, "requirements.txt"), `${wheel}\n`);
      await runProgram(python, ["-m", "pip", ...pipArguments, "-d", join(download, "done"), "-r", "requirements.txt"], {
        cwd: download,
        environment: { ...config.environment, TMPDIR: download }, // pip's partial file, whose size is how far it is
      });
      for (const file of await readdir(join(download, "done"))) {
        await rename(join(download, "done", file), join(wheels, file));
      }
      await stamp(wheels, wheelStamp(index), wheel);
    }
  });
  await rm(download, { recursive: true, force: true });
}

/** The wheels are for one Python, whichever runs pip: nothing of Python's is used from them. */
const pipArguments = [
  ...["download", "--quiet", "--require-hashes", "--no-deps", "--only-binary=:all:"],
  ...["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311", "--abi", "abi3", "--abi", "none"],
  ...["2_28", "2_27", "2_24", "2_17", "2_12"].flatMap((glibc) => ["--platform", `manylinux_${glibc}_x86_64`]),
  ...["--platform", "manylinux2014_x86_64", "--platform", "manylinux2010_x86_64", "--platform", "any"],
];

async function unpackWheels(config: Config, variant: Variant, tell: StepReport): Promise<void> {
  const folder = nativeFolder(config.home, variant);
  const wheels = wheelFolder(config.home, variant);
  const partial = join(folder, "library.partial");
  const python = requireTool("python3", config.environment);
  const { environment } = config;
  await rm(partial, { recursive: true, force: true });
  const script = fileURLToPath(new URL("./unpack_wheel.py", import.meta.url));
  await whileGrowing([partial], sizes[variant].unpacked, tell, async () => {
    for (const wheel of (await readdir(wheels)).filter((file) => file.endsWith(".whl"))) {
      await runProgram(python, [script, join(wheels, wheel), partial], { environment });
    }
  });
  // Symbols for debugging are a quarter of the libraries. g++ brings strip; without it they only
  // stay large.
  const strip = findProgram("strip", environment);
  const libraries = (await readdir(join(partial, "lib"))).map((file) => join(partial, "lib", file));
  if (strip) await runProgram(strip, ["-s", ...libraries], { environment });
  await rm(nativeLibrary(config.home, variant), { recursive: true, force: true });
  await rename(partial, nativeLibrary(config.home, variant));
  await stamp(folder, "library", versions.tensorflow);
  await dropWheels(config.home, variant);
}

/** Removes the wheels; at once, so that no stamp is ever left without its wheel. */
async function dropWheels(home: string, variant: Variant): Promise<void> {
  const download = join(nativeFolder(home, variant), "download");
  await rm(download, { recursive: true, force: true });
  if (existsSync(wheelFolder(home, variant))) await rename(wheelFolder(home, variant), download);
  await rm(download, { recursive: true, force: true });
}
