import { evolution } from "./baselines/evolution.ts";
import { methodGrid } from "./baselines/method-grid.ts";
import { random } from "./baselines/random.ts";
import { randomExtension } from "./baselines/random-extension.ts";
import { reinforcement } from "./baselines/reinforcement.ts";
import { paperSearch } from "./paper.ts";
import { progressiveSearch } from "./progressive.ts";
import type { Search } from "./trial.ts";

/** Every search, by its name in a study's request: AutoMC's own, the paper's, and the baselines. */
export const searches = {
  progressive: progressiveSearch(),
  recurrent: progressiveSearch({ model: "recurrent" }),
  paper: paperSearch,
  random,
  "random-extension": randomExtension,
  evolution,
  reinforcement,
  grid: methodGrid,
} satisfies Record<string, Search>;

/**
 * The searches that build schemes step by step from what they learn of steps. They alone read the
 * candidates' vectors, and what is expected of them; to the others any vectors are the same.
 */
export const progressiveSearches: readonly Algorithm[] = ["progressive", "recurrent", "paper"];

/** The name of a search. */
export type Algorithm = keyof typeof searches;
