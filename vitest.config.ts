import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

// What a file imports stays loaded for the next one in the same worker: to import takes half of the
// unit tests' time, and a second of each other file's.
const shared = { threads: { isolate: false }, forks: { isolate: false } };
const integration = ["test/**/*.integration.test.ts"];
/** Kills, sweeps over all networks and settings, benchmarks: a command of its own. */
const long = ["test/**/*.long.test.ts"];
/** Needs Python packages, which its peer's environment installs; a command of its own. */
const python = ["test/**/*.python.test.ts"];
/** TensorFlow reads once in a process whether it uses oneDNN, without which it has no dilated
 * depthwise convolution. */
const withOneDnn = ["test/compress/export/layers.integration.test.ts"];

const environment = {
  TF_CPP_MIN_LOG_LEVEL: "3",
  // Java's second compiler pays off in servers that run for hours; a test's would only keep a core
  // from the tests.
  JAVA_TOOL_OPTIONS: "-XX:TieredStopAtLevel=1",
};
const real = {
  benchmark: { include: ["test/bench/**/*.bench.ts"] },
  globalSetup: ["test/setup.ts"],
  setupFiles: ["test/random.ts"],
  testTimeout: 120_000,
  hookTimeout: 180_000,
  sequence: { groupOrder: 1 }, // after the unit tests
};

/** One thread, and without oneDNN: on by default on newer processors only, it corrupts memory in
 * training with one thread. */
const alone = { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", TF_ENABLE_ONEDNN_OPTS: "0" };

/** Lanes; a file's name says in which it runs. CONTRIBUTING.md tells which to choose. */
export default defineConfig({
  test: {
    globalSetup: ["test/seed.ts"],
    pool: "forks",
    // Two files at once on two cores: each worker has a Neo4j of its own, and TensorFlow keeps to
    // one thread.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
    poolOptions: shared,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: "unit",
          include: ["test/**/*.test.ts"],
          exclude: [...integration, ...long, ...python],
          benchmark: { include: [] },
          setupFiles: ["test/random.ts", "test/unit.ts"],
          pool: "threads",
          poolOptions: shared,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          ...real,
          name: "integration",
          include: integration,
          exclude: withOneDnn,
          env: { ...environment, ...alone },
        },
      },
      {
        test: {
          ...real,
          name: "long",
          include: long,
          testTimeout: 240_000,
          env: { ...environment, ...alone },
        },
      },
      {
        test: {
          name: "python",
          include: python,
          setupFiles: ["test/random.ts"],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      { test: { ...real, name: "onednn", include: withOneDnn, env: { ...environment, TF_ENABLE_ONEDNN_OPTS: "1" } } },
    ],
  },
});
