import fc from "fast-check";
import { inject } from "vitest";

// Runs before each test file: every property draws from the one seed that `seed.ts` chose.
fc.configureGlobal({ seed: inject("seed") });
