import { checkSteps, operators } from "../../compress/index.ts";

/** What can run here, for `ingest`: the operators that exist, and which parameters they take. */
export const ingestAbilities = { operators: Object.keys(operators), checkSteps };
