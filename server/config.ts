import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { z } from "zod";
import { BadInput } from "./errors.ts";

/** Everything a user may set, read once. */
export interface Config {
  /** Absolute folder for all that AutoMC keeps (AUTOMC_HOME). */
  home: string;
  /** The user's own Neo4j server, or the embedded one. */
  neo4j: "embedded" | { uri: string; username: string; password: string; database: string };
  /** Port of the embedded Neo4j; a free one is picked when absent. */
  embeddedPort?: number;
  /** Which native TensorFlow runs (TFJS_NATIVE); auto takes CUDA where there is an NVIDIA GPU. */
  native: "auto" | "cpu" | "cuda" | "none";
  /** The java command (AUTOMC_JAVA); JAVA_HOME and PATH are searched when absent. */
  java?: string;
  /** How many schemes of a study train at once, each in a process of its own (AUTOMC_WORKERS). */
  workers: number;
  /** The Redis whose workers compute a study's evaluations (REDIS_URL); this machine does without. */
  redis?: string;
  /** The shared folder by which models reach workers that do not share AUTOMC_HOME (AUTOMC_ARTIFACTS). */
  artifacts?: string;
  /** The class of device whose workers are to compute (AUTOMC_DEVICE); this machine's by default. */
  device?: string;
  api: { host: string; port: number; token?: string };
  /**
   * The user's own OpenAI-compatible endpoint that may propose method cards (AUTOMC_LLM_URL,
   * _MODEL, _KEY); never needed.
   */
  endpoint?: { url: string; model: string; key?: string };
  /**
   * The environment that child processes are started with, and where PATH and JAVA_HOME are looked
   * up.
   */
  environment: Environment;
}

export type Environment = Readonly<Record<string, string | undefined>>;

const port = z.coerce.number().int().min(1).max(65_535);

/** The variables AutoMC reads, with what each must look like. An empty value counts as absent. */
const variables = z.object({
  AUTOMC_HOME: z.string().refine(isAbsolute, "must be an absolute path").optional(),
  XDG_CACHE_HOME: z.string().optional(),
  HOME: z.string().optional(),
  AUTOMC_JAVA: z.string().optional(),
  AUTOMC_HOST: z.string().default("127.0.0.1"),
  AUTOMC_PORT: port.default(8080),
  AUTOMC_TOKEN: z.string().min(16, "must have 16 characters or more").optional(),
  AUTOMC_LLM_URL: z.url({ protocol: /^https?$/, error: "must look like http://127.0.0.1:8000/v1" }).optional(),
  AUTOMC_LLM_KEY: z.string().optional(),
  AUTOMC_LLM_MODEL: z.string().default("default"),
  AUTOMC_NEO4J_PORT: port.optional(),
  AUTOMC_WORKERS: z.coerce.number().int().min(1).max(64).default(1),
  AUTOMC_DEVICE: z
    .string()
    .regex(/^(cpu|cuda)-[a-z0-9-]+$/, "must be a class of device, as `automc worker` prints it")
    .optional(),
  AUTOMC_ARTIFACTS: z.string().refine(isAbsolute, "must be an absolute path").optional(),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\/.+/, "must look like redis://host:6379")
    .optional(),
  TFJS_NATIVE: z.enum(["auto", "cpu", "cuda", "none"]).default("auto"),
  NEO4J_URI: z
    .string()
    .regex(/^(bolt|neo4j)(\+s|\+ssc)?:\/\/.+/, "must look like bolt://host:7687 or neo4j://host:7687")
    .optional(),
  NEO4J_USERNAME: z.string().default("neo4j"),
  NEO4J_PASSWORD: z.string().optional(),
  NEO4J_DATABASE: z.string().default("neo4j"),
});

const secrets = new Set(["AUTOMC_TOKEN", "AUTOMC_LLM_KEY", "NEO4J_PASSWORD", "REDIS_URL"]);

/**
 * The configuration that an environment describes.
 *
 * @throws BadInput when a value can't be used; the message names the variable
 */
export function readConfig(environment: Environment): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ""));
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const name = String(issue.path[0]);
    const value = secrets.has(name) ? "set" : `"${given[name]}"`;
    throw new BadInput(`The environment variable ${name} is ${value}: ${issue.message}.`);
  }
  const v = parsed.data;
  if (v.NEO4J_URI && !v.NEO4J_PASSWORD) {
    throw new BadInput(
      "NEO4J_URI is set but NEO4J_PASSWORD is not; set it, or unset NEO4J_URI to use the embedded Neo4j.",
    );
  }
  // XDG: a relative cache path must be ignored.
  const cache =
    v.XDG_CACHE_HOME && isAbsolute(v.XDG_CACHE_HOME) ? v.XDG_CACHE_HOME : join(v.HOME ?? homedir(), ".cache");
  return {
    home: resolve(v.AUTOMC_HOME ?? join(cache, "automc")),
    neo4j: v.NEO4J_URI
      ? { uri: v.NEO4J_URI, username: v.NEO4J_USERNAME, password: v.NEO4J_PASSWORD!, database: v.NEO4J_DATABASE }
      : "embedded",
    ...(v.AUTOMC_NEO4J_PORT && { embeddedPort: v.AUTOMC_NEO4J_PORT }),
    native: v.TFJS_NATIVE,
    workers: v.AUTOMC_WORKERS,
    ...(v.REDIS_URL && { redis: v.REDIS_URL }),
    ...(v.AUTOMC_DEVICE && { device: v.AUTOMC_DEVICE }),
    ...(v.AUTOMC_ARTIFACTS && { artifacts: v.AUTOMC_ARTIFACTS }),
    ...(v.AUTOMC_JAVA && { java: v.AUTOMC_JAVA }),
    api: { host: v.AUTOMC_HOST, port: v.AUTOMC_PORT, ...(v.AUTOMC_TOKEN && { token: v.AUTOMC_TOKEN }) },
    ...(v.AUTOMC_LLM_URL && {
      endpoint: {
        url: v.AUTOMC_LLM_URL,
        model: v.AUTOMC_LLM_MODEL,
        ...(v.AUTOMC_LLM_KEY && { key: v.AUTOMC_LLM_KEY }),
      },
    }),
    environment,
  };
}

/** The folder of the embedded Neo4j: its store, logs and password. */
export const graphHome = ({ home }: Config): string => join(home, "graph");

/** The configuration of this process: the one place that reads its environment. */
export const processConfig = (): Config => readConfig(process.env);
