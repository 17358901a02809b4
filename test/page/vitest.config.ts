import { defineConfig } from "vitest/config";

/** The page in a real browser: a lane of its own, `npm run test:page`. */
export default defineConfig({
  root: new URL("../..", import.meta.url).pathname,
  test: {
    include: ["test/page/**/*.page.ts"],
    globalSetup: ["test/page/has-chromium.ts", "test/seed.ts", "test/setup.ts"],
    setupFiles: ["test/random.ts"],
    pool: "forks",
    poolOptions: { forks: { singleFork: true, isolate: false } }, // one Neo4j for all files
    testTimeout: 300_000,
    expect: { poll: { timeout: 20_000 } },
    hookTimeout: 300_000,
    env: {
      TF_CPP_MIN_LOG_LEVEL: "3",
      TF_NUM_INTRAOP_THREADS: "1",
      TF_NUM_INTEROP_THREADS: "1",
      TF_ENABLE_ONEDNN_OPTS: "0",
      JAVA_TOOL_OPTIONS: "-XX:TieredStopAtLevel=1",
    },
  },
});
