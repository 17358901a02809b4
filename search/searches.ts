import { random } from "./baselines/random.ts";
import { progressiveSearch } from "./progressive.ts";
import type { Search } from "./trial.ts";

/** Every search, by the name a study asks for it: AutoMC's own, and what it is compared with. */
export const searches = { progressive: progressiveSearch(), random } satisfies Record<string, Search>;
