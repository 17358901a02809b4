import type { CompleteTrial, RecordedStudy } from "../../graph/index.ts";
import { hypervolume, worstOutcome } from "../../search/index.ts";

/** A study with its front, and the seconds of work of all its trials. */
export interface StudyWithFront {
  study: RecordedStudy;
  front: readonly CompleteTrial[];
  seconds: number;
}

/**
 * Studies beside each other: their fronts, with the hypervolume where they are of one original model, and of their
 * requests what differs.
 */
export function compareStudies(compared: readonly StudyWithFront[]) {
  const isOneModel = new Set(compared.map(({ study }) => study.baseArtifact)).size === 1;
  const studies = compared.map(({ study, front, seconds }) => {
    return {
      name: study.name,
      taskId: study.taskId,
      state: study.state,
      trials: study.trials,
      hypervolume: isOneModel
        ? hypervolume(
            front.map(({ validationAr, pr }) => [validationAr, pr]),
            worstOutcome,
          )
        : null,
      front: front.map(({ number, scheme, pr, fr, ar, validationAr, accuracy, parameters, artifact }) => ({
        ...{ number, scheme, pr, fr, ar, validationAr, accuracy, parameters, artifact },
      })),
      seconds,
    };
  });
  return { studies, differs: whatDiffers(compared.map(({ study }) => study)) };
}

/** The settings of requests that are not the same, but for the names; null where one has none. */
function whatDiffers(studies: readonly RecordedStudy[]): { setting: string; values: unknown[] }[] {
  const requests = studies.map(({ config, taskId, embeddingRun }): Record<string, unknown> => {
    const { name: _, ...request } = config;
    return { taskId, ...request, embeddingRun };
  });
  const settings = [...new Set(requests.flatMap((request) => Object.keys(request)))];
  return settings
    .map((setting) => ({ setting, values: requests.map((request) => request[setting] ?? null) }))
    .filter(({ values }) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
}
