import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // One file at a time: TensorFlow uses every core, and the graph's tests share one database.
    fileParallelism: false,
    pool: "forks",
    globalSetup: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 180_000,
    env: { TF_CPP_MIN_LOG_LEVEL: "3" },
  },
});
