import { checkSteps, operators } from "../../compress/index.ts";

/** What `ingest` is told of what can run here: the operators there are, and which parameters they take. */
export const ingestAbilities = { operators: Object.keys(operators), checkSteps };
