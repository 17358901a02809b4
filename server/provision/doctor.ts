import { existsSync } from "node:fs";
import { arch, platform } from "node:os";
import { stripVTControlCharacters } from "node:util";
import { connect, embeddedStatus, GraphError, leastJava, lookForJava } from "../../graph/index.ts";
import { type Config, graphHome } from "../config.ts";
import { hasAddon, testAddon } from "./addon.ts";
import { freeBytes, gigabytes } from "./disk.ts";
import { chooseVariant, listGpus } from "./gpu.ts";
import { hasNeo4jJars, neo4jLibrary, verifyNeo4jJars } from "./neo4j-jars.ts";
import { hasTensorflow, nativeFolder, nativeLibrary } from "./tensorflow.ts";
import { findProgram, runProgram, type Tool, tools } from "./tools.ts";
import { sizes, type Variant, versions } from "./versions.ts";

/** What was found of one thing AutoMC needs. */
export interface Finding {
  name: string;
  state: "present" | "missing" | "too old" | "not needed";
  /** Version and path, or what is wrong. */
  detail: string;
  /** The one command that fixes it; null where nothing is to be done. */
  fix: string | null;
}

const setUp = "npm run setup";
const leastNode = { major: 20, minor: 19 };

/**
 * Looks at everything AutoMC needs and reports what is there, what is missing and what is too old.
 * Changes nothing.
 */
export async function diagnose(config: Config): Promise<Finding[]> {
  const variant = await chooseVariant(config);
  const embedded = config.neo4j === "embedded";
  const jarsNeeded = embedded && !hasNeo4jJars(config.home);
  const libraryNeeded = variant !== "none" && !hasTensorflow(config.home, variant);
  return [
    node(),
    await java(config, embedded),
    await tool("mvn", ["-v"], config, jarsNeeded),
    await tool("python3", ["-m", "pip", "--version"], config, libraryNeeded),
    await tool("g++", ["--version"], config, variant !== "none"),
    library(config, variant),
    await addon(config, variant),
    await gpu(config, variant),
    await jars(config, embedded),
    await server(config),
    await disk(config, (jarsNeeded ? sizes.neo4j.download * 2 : 0) + (libraryNeeded ? needed(variant) : 0)),
  ];
}

const present = (name: string, detail: string): Finding => ({ name, state: "present", detail, fix: null });
const notNeeded = (name: string, detail: string): Finding => ({ name, state: "not needed", detail, fix: null });
const missing = (name: string, detail: string, fix: string): Finding => ({ name, state: "missing", detail, fix });

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const detail = `${process.version}, ${process.execPath}`;
  if (major > leastNode.major || (major === leastNode.major && minor >= leastNode.minor))
    return present("Node", detail);
  const wanted = `${leastNode.major}.${leastNode.minor}`;
  return { name: "Node", state: "too old", detail: `${detail}; ${wanted} or newer is needed`, fix: "nvm install 20" };
}

async function java(config: Config, embedded: boolean): Promise<Finding> {
  const name = "Java";
  const found = await lookForJava(config.environment, config.java);
  const fix = "apt-get install openjdk-17-jre-headless";
  if (!embedded) return notNeeded(name, "NEO4J_URI names a server of yours");
  if (!found) return missing(name, `no Java ${leastJava} or newer; the embedded Neo4j runs on it`, fix);
  const detail = `${found.version}, ${found.path}`;
  if (found.major >= leastJava) return present(name, detail);
  return { name, state: "too old", detail: `${detail}; ${leastJava} or newer is needed`, fix };
}

async function tool(command: Tool, versionArguments: string[], config: Config, needed: boolean): Promise<Finding> {
  const { name, fetches, install } = tools[command];
  const { environment } = config;
  const path = findProgram(command, environment);
  const said = path && (await runProgram(path, versionArguments, { environment }).catch(() => undefined));
  if (path && said !== undefined) return present(name, `${firstLine(said)}, ${path}`);
  if (!needed)
    return notNeeded(name, `not found, and ${fetches} ${fetches.endsWith("s") ? "are" : "is"} there already`);
  const detail = path ? `${path} does not do what is needed to make ${fetches}` : `not found; it makes ${fetches}`;
  return missing(name, detail, install);
}

const firstLine = (text: string) =>
  // Maven colours its version even where nobody sees it.
  stripVTControlCharacters(text)
    .trim()
    .split("\n")[0]!
    .replace(/ from .*/, "");

function library({ home }: Config, variant: Variant | "none"): Finding {
  const name = "Native TensorFlow";
  if (variant === "none") return notNeeded(name, "TFJS_NATIVE=none");
  if (hasTensorflow(home, variant))
    return present(name, `${versions.tensorflow} (${variant}), ${nativeLibrary(home, variant)}`);
  if (platform() !== "linux" || arch() !== "x64") {
    return missing(
      name,
      `there is none for ${platform()} ${arch()}; training needs Linux x86-64`,
      "export TFJS_NATIVE=none",
    );
  }
  return missing(name, `${versions.tensorflow} (${variant}) is not in ${home}`, setUp);
}

async function addon(config: Config, variant: Variant | "none"): Promise<Finding> {
  const name = "TensorFlow.js addon";
  if (variant === "none") return notNeeded(name, "TFJS_NATIVE=none");
  try {
    const { device, path, nodeApi } = await testAddon(config);
    return present(name, `loads and computes on the ${device}, Node-API ${nodeApi}, ${path}`);
  } catch (error) {
    // Where set-up thinks that all is well, what it made has to go first.
    const isStamped = hasTensorflow(config.home, variant) && hasAddon(config.home, variant);
    const fix = isStamped ? `rm -r '${nativeFolder(config.home, variant)}' && ${setUp}` : setUp;
    return missing(name, error instanceof Error ? error.message : String(error), fix);
  }
}

async function gpu({ environment }: Config, variant: Variant | "none"): Promise<Finding> {
  const name = "GPU";
  const gpus = await listGpus(environment);
  if (gpus.length > 0)
    return present(name, `${gpus.join("; ")}${variant === "cuda" ? "" : ` (unused: TFJS_NATIVE=${variant})`}`);
  if (variant !== "cuda") return notNeeded(name, "no NVIDIA GPU; TensorFlow runs on the CPU");
  return missing(name, "TFJS_NATIVE=cuda, but nvidia-smi lists no GPU", "export TFJS_NATIVE=cpu");
}

async function jars({ home }: Config, embedded: boolean): Promise<Finding> {
  const name = "Neo4j jars";
  if (!embedded) return notNeeded(name, "NEO4J_URI names a server of yours");
  const folder = neo4jLibrary(home);
  if (!existsSync(folder)) return missing(name, `${versions.neo4j} is not in ${home}`, setUp);
  const problems = await verifyNeo4jJars(folder);
  if (problems.length > 0) {
    const detail = `${problems.length} of them differ from the lock in ${folder}: ${problems.slice(0, 3).join("; ")}`;
    return missing(name, detail, `rm -r '${folder}' && ${setUp}`);
  }
  if (!hasNeo4jJars(home)) return missing(name, `set-up in ${folder} was interrupted`, setUp);
  return present(name, `${versions.neo4j}, verified, ${folder}`);
}

async function server(config: Config): Promise<Finding> {
  const name = "Neo4j";
  if (config.neo4j !== "embedded") {
    try {
      await (await connect(config.neo4j)).close();
      return present(name, `${config.neo4j.uri}, database ${config.neo4j.database}`);
    } catch (error) {
      const refused = error instanceof GraphError && error.code === "wrong_password";
      const fix = refused ? "export NEO4J_PASSWORD=…" : "export NEO4J_URI=bolt://HOST:7687";
      return missing(name, error instanceof Error ? error.message : String(error), fix);
    }
  }
  const status = embeddedStatus(graphHome(config));
  if (status.state === "stopped") return notNeeded(name, "not running; it starts when it is needed");
  return present(name, `running at ${status.uri}, process ${status.pid}, since ${status.startedAt}`);
}

const needed = (variant: Variant | "none") =>
  variant === "none" ? 0 : sizes[variant].download + sizes[variant].unpacked;

/** Room for a graph, models and data sets beside what set-up still has to fetch. */
const workingBytes = 1e9;

async function disk({ home }: Config, toFetchBytes: number): Promise<Finding> {
  const free = await freeBytes(home);
  const wanted = toFetchBytes + workingBytes;
  const detail = `${gigabytes(free)} free for ${home}, ${gigabytes(wanted)} wanted`;
  if (free >= wanted) return present("Disk", detail);
  return missing("Disk", detail, "export AUTOMC_HOME=/a/folder/on/a/larger/disk");
}
