import { random } from "./baselines/random.ts";
import { progressiveSearch } from "./progressive.ts";
import type { Search } from "./trial.ts";

/** Every search, by its name in a study's request: AutoMC's own, and the baselines. */
export const searches = { progressive: progressiveSearch(), random } satisfies Record<string, Search>;
