import lane from "./vitest.config.ts";

/** Frame times of large states: `npm run bench:page`. It prints what it measured, and asserts no time. */
export default {
  ...lane,
  test: { ...lane.test, include: ["test/page/**/*.measure.ts"], testTimeout: 600_000, hookTimeout: 900_000 },
};
