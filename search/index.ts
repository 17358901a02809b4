export { crowdingDistances, spread } from "./crowding.ts";
export { SearchError, searchFailures } from "./errors.ts";
export { mostGain } from "./gain.ts";
export { hypervolume } from "./hypervolume.ts";
export { dominates, paretoFront } from "./pareto.ts";
export { type ProgressiveOptions, progressiveSearch } from "./progressive.ts";
export { best, paretoSchemes } from "./result-set.ts";
export { searches } from "./searches.ts";
export { schemeId, schemeSteps, start } from "./space.ts";
export { StepEvaluator, type StepPredictions, type StepSample } from "./step-evaluator.ts";
export {
  type Candidate,
  type Evaluate,
  type Failed,
  isMeasured,
  type Measured,
  type MeasuredTrial,
  type Randomness,
  type Search,
  type SearchInput,
  type Trial,
} from "./trial.ts";
