import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";
import { LongestFirst } from "./test/longest-first.ts";

const shared = { threads: { isolate: false } };
const integration = ["test/**/*.integration.test.ts"];

/** Two lanes; a file's name says in which it runs. CONTRIBUTING.md tells which to choose. */
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
          exclude: integration,
          benchmark: { include: [] },
          setupFiles: ["test/random.ts", "test/unit.ts"],
          // What a file imports stays loaded for the next one: imports would take half of the time.
          pool: "threads",
          poolOptions: shared,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: "integration",
          include: integration,
          benchmark: { include: ["test/bench/**/*.bench.ts"] },
          globalSetup: ["test/setup.ts"],
          setupFiles: ["test/random.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          env: {
            TF_CPP_MIN_LOG_LEVEL: "3",
            TF_NUM_INTRAOP_THREADS: "1",
            TF_NUM_INTEROP_THREADS: "1",
            // On by default on newer processors only; with one thread it corrupts memory in training.
            TF_ENABLE_ONEDNN_OPTS: "0",
            // Java's second compiler pays off in servers that run for hours; a test's would only
            // keep a core from the tests.
            JAVA_TOOL_OPTIONS: "-XX:TieredStopAtLevel=1",
          },
          sequence: { groupOrder: 1 }, // after the unit tests
        },
      },
    ],
  },
});
