import { SearchError } from "./errors.ts";
import type { SearchInput } from "./trial.ts";

/**
 * Refuses input that no search can work on, before anything is evaluated.
 *
 * @throws SearchError `bad_input` when the input is wrong; the message is one sentence on the first
 *   fault
 */
export function checkInput({ candidates, base, task, target, maxLength, trials, ...input }: SearchInput): void {
  if (candidates.length === 0)
    refuse("There are no candidates to search over; at least one executable strategy is needed.");
  const ids = new Set<string>();
  const widths = new Map<string, number>();
  for (const { id, method, settings, share, epochs, expected } of candidates) {
    if (ids.has(id)) refuse(`Candidate ${id} is listed twice.`);
    ids.add(id);
    const width = widths.get(method) ?? settings.length;
    widths.set(method, width);
    if (settings.length !== width) {
      refuse(`Candidate ${id} has ${settings.length} settings, but others of ${method} have ${width}.`);
    }
    if (![...settings, expected ?? 0].every(Number.isFinite)) {
      refuse(`A setting of candidate ${id}, or what is expected of it, is not a finite number.`);
    }
    if (share !== null && !(share >= 0 && share <= 1)) {
      refuse(`Candidate ${id} must promise to remove a fraction in [0, 1], not ${share}.`);
    }
    if (!(epochs >= 0 && Number.isFinite(epochs))) refuse(`Candidate ${id} can't train for ${epochs} epochs.`);
  }
  if (!(base.accuracy > 0 && base.accuracy <= 1)) {
    refuse(`The original model's accuracy must be above 0 and at most 1, not ${base.accuracy}.`);
  }
  if (!(base.parameters >= 1 && Number.isFinite(base.parameters))) {
    refuse(`The original model's parameters must be a count of at least 1, not ${base.parameters}.`);
  }
  if (base.cost !== undefined && !(base.cost > 0 && Number.isFinite(base.cost))) {
    refuse(`The original model's cost must be above 0, not ${base.cost}.`);
  }
  if (!task.every(Number.isFinite)) refuse("The task's features must be finite numbers.");
  if (!(target >= 0 && target < 1)) refuse(`The target reduction must be a fraction in [0, 1), not ${target}.`);
  if (!(Number.isInteger(maxLength) && maxLength >= 1)) {
    refuse(`The longest scheme must be a whole number of at least 1, not ${maxLength}.`);
  }
  const { mostRemoved, batch = 1 } = input;
  if (mostRemoved !== undefined && !(mostRemoved >= 0 && mostRemoved <= 1)) {
    refuse(`The most that may be removed must be a fraction in [0, 1], not ${mostRemoved}.`);
  }
  if (!(Number.isInteger(trials) && trials >= 0)) refuse(`The trials must be a whole number, not ${trials}.`);
  if (!(Number.isInteger(batch) && batch >= 1)) {
    refuse(`A batch must be a whole number of at least 1, not ${batch}.`);
  }
}

/**
 * Refuses candidates whose vectors a search that reads them cannot work on.
 *
 * @throws SearchError `bad_input` when one is empty, of another length, or has no finite number
 */
export function checkVectors(candidates: SearchInput["candidates"]): void {
  const first = candidates[0]!;
  for (const { id, vector } of candidates) {
    if (vector.length === 0) refuse(`Candidate ${id} has an empty vector.`);
    if (vector.length !== first.vector.length) {
      refuse(`Candidate ${id} has a vector of ${vector.length} numbers, but ${first.id} has ${first.vector.length}.`);
    }
    if (!vector.every(Number.isFinite))
      refuse(`The vector of candidate ${id} has an entry that is not a finite number.`);
  }
}

function refuse(sentence: string): never {
  throw new SearchError("bad_input", sentence);
}
