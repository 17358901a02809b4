export { crowdingDistances, spread } from "./crowding.ts";
export { mostGain } from "./gain.ts";
export { hypervolume } from "./hypervolume.ts";
export { dominates, paretoFront } from "./pareto.ts";
export { progressiveSearch } from "./progressive.ts";
export { best, paretoSchemes } from "./result-set.ts";
export { searches } from "./searches.ts";
export { schemeId, schemeSteps } from "./space.ts";
export { StepEvaluator, type StepSample } from "./step-evaluator.ts";
export type {
  Candidate,
  CompleteTrial,
  Evaluate,
  Measured,
  Outcome,
  Randomness,
  Search,
  SearchInput,
  Trial,
} from "./trial.ts";
