import { randomInt } from "node:crypto";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** What fast-check draws from. */
    seed: number;
  }
}

const pinned = 20_220_109;

/**
 * Runs once, in vitest's own process, before any test: chooses the seed of all properties and
 * prints it. `TEST_SEED` sets it; `TEST_SEED=new`, which is `npm run test:random`, draws one.
 */
export default function seed(project: TestProject): void {
  const { TEST_SEED: asked = pinned } = process.env;
  const chosen = asked === "new" ? randomInt(2 ** 31) : Number(asked);
  if (!Number.isSafeInteger(chosen)) throw new Error(`TEST_SEED is "${asked}": set a whole number, or "new".`);
  console.log(`fast-check draws from seed ${chosen}; TEST_SEED=${chosen} repeats this run.`);
  project.provide("seed", chosen);
}
