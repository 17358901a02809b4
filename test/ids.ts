import type { StrategyId, StudyName } from "../graph/index.ts";
import type { ModelHash } from "../server/artifacts/model-hash.ts";

/** Texts of a test's own, as the ids that they stand for. */
export const strategyIs = (text: string) => text as StrategyId;
export const studyIs = (text: string) => text as StudyName;
export const hashIs = (text: string) => text as ModelHash;
