export { type EarlierStudy, earlierSteps } from "./earlier-study.ts";
export { hypervolume } from "./hypervolume.ts";
export { hypervolumeHistory, worstOutcome } from "./hypervolume-history.ts";
export { igdPlus } from "./igd-plus.ts";
export { knee } from "./knee.ts";
export { extrapolate } from "./learning-curve.ts";
export { dominates, paretoFront } from "./pareto.ts";
export { progressiveSearch } from "./progressive.ts";
export { accuracyIncrease, costReduction, parameterReduction } from "./rates.ts";
export { best, paretoSchemes } from "./result-set.ts";
export { type Algorithm, progressiveSearches, searches } from "./searches.ts";
export { schemeId, schemeSteps } from "./space.ts";
export { type Spread, spreadOf } from "./spread.ts";
export { StepEvaluator, type StepSample } from "./step-evaluator.ts";
export {
  type Candidate,
  type CompleteTrial,
  type Evaluate,
  type Measured,
  type Outcome,
  type Pruned,
  type Randomness,
  runTrial,
  type Search,
  type SearchInput,
  type Trial,
} from "./trial.ts";
