import { join } from "node:path";
import { describeDatasets } from "../../datasets/index.ts";
import {
  type CompleteTrial,
  type Graph,
  type RecordedStudy,
  run,
  runOne,
  type StudyName,
  showStudy,
  type TrialPoint,
  trialPoints,
} from "../../graph/index.ts";
import { hypervolumeHistory } from "../../search/index.ts";
import { datasetRequest } from "../artifacts/dataset-request.ts";
import { modelLayers, type StoredLayer } from "../artifacts/layers.ts";
import { readModel, type StoredModel } from "../artifacts/model.ts";
import type { Artifacts } from "../artifacts/store.ts";
import { ServerError } from "../errors.ts";
import { frontKnee } from "../study/front.ts";
import { readFront } from "../study/outlook.ts";
import { type HeldOut, type Judgement, judge } from "./verdict.ts";

/** A study's verdict, and what it is about. */
export interface StudyVerdict extends Judgement {
  study: RecordedStudy;
  front: CompleteTrial[];
  /** The trial from which on more of one costs much of the other. */
  knee: CompleteTrial | undefined;
  /** The original model; undefined where its files are not here any more. */
  original: StoredModel | undefined;
  heldOut: HeldOut | null;
  /** Widths of the layers that the chosen model has narrower, or not at all. */
  widths: { layer: string; before: number; after: number | null }[];
}

/** Everything that a report of a study says. */
export interface StudyReport extends StudyVerdict {
  trials: TrialPoint[];
  /** Hypervolume of the front after each trial, above AR -1 on validation data and PR 0. */
  history: { number: number; seconds: number; hypervolume: number }[];
}

interface Places {
  graph: Graph;
  artifacts: Artifacts;
  home: string;
}

/**
 * Judges a study, without reading all its trials. Reads only.
 *
 * @throws GraphError `not_found` for an unknown study.
 */
export async function studyVerdict(
  { graph, artifacts, home }: Places,
  name: StudyName,
  { tolerance }: { tolerance: number },
): Promise<StudyVerdict> {
  const study = await runOne(graph, showStudy, { name });
  const { front } = await readFront(graph, study);
  const original = await storedModel(artifacts, study.baseArtifact);
  const heldOut = original ? await heldOutImages(original, home) : null;
  const judgement = judge(study, front, { heldOut, tolerance });
  const widths = original ? await widthsOf(artifacts, original, judgement.chosen?.artifact ?? null) : [];
  return { study, front, original, heldOut, widths, knee: frontKnee(front), ...judgement };
}

/** A study with its verdict and its trials; the same failures. */
export async function studyReport(places: Places, name: StudyName, given: { tolerance: number }): Promise<StudyReport> {
  const verdict = await studyVerdict(places, name, given);
  const trials = await run(places.graph, trialPoints, { study: name });
  return { ...verdict, trials, history: historyOf(trials, verdict.study.target) };
}

async function storedModel(artifacts: Artifacts, hash: string | null): Promise<StoredModel | undefined> {
  if (hash === null) return undefined;
  try {
    return await readModel(artifacts, await artifacts.resolveModel(hash));
  } catch (error) {
    if (error instanceof ServerError) return undefined;
    throw error;
  }
}

/** How many images a model was measured on; null for data that AutoMC does not know. */
async function heldOutImages({ card }: StoredModel, home: string): Promise<HeldOut | null> {
  const data = (await describeDatasets({ home: join(home, "datasets") })).find(
    ({ name }) => name === card.dataset.name,
  );
  if (!data) return null;
  const opened = datasetRequest.parse(card.dataset);
  const { sample, validationFraction, trainCount, testCount } = opened;
  const train = Math.min(data.images.train * sample * (1 - validationFraction), trainCount ?? Number.POSITIVE_INFINITY);
  return {
    test: Math.max(1, Math.round(Math.min(data.images.test * sample, testCount ?? Number.POSITIVE_INFINITY))),
    validation: Math.max(1, Math.round((train * validationFraction) / (1 - validationFraction))),
  };
}

function historyOf(trials: readonly TrialPoint[], target: number): StudyReport["history"] {
  const volumes = hypervolumeHistory(
    trials.map((trial) => (trial.state === "complete" && trial.pr >= target ? [trial.validationAr, trial.pr] : null)),
  );
  let seconds = 0;
  return trials.map((trial, at) => {
    seconds += trial.seconds ?? 0;
    return { number: trial.number, seconds, hypervolume: volumes[at]! };
  });
}

async function widthsOf(
  artifacts: Artifacts,
  original: StoredModel,
  hash: string | null,
): Promise<StudyReport["widths"]> {
  const compressed = await storedModel(artifacts, hash);
  if (!compressed) return [];
  const [before, after] = await Promise.all([original, compressed].map((model) => modelLayers(artifacts, model.hash)));
  const left = new Map(after!.map(({ name, width }) => [name, width]));
  return before!
    .filter((layer): layer is StoredLayer & { width: number } => layer.width !== null)
    .map(({ name, width }) => ({ layer: name, before: width, after: left.get(name) ?? null }))
    .filter((each) => each.before !== each.after);
}
