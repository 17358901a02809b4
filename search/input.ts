import { SearchError } from "./errors.ts";
import type { SearchInput } from "./trial.ts";

/**
 * Refuses input that no search can work on, before anything is evaluated.
 *
 * @throws SearchError `bad_input` when the input is wrong; the message is one sentence on the first
 *   fault
 */
export function checkInput({ candidates, base, task, target, maxLength, trials }: SearchInput): void {
  const first = candidates[0];
  if (!first) refuse("There are no candidates to search over; at least one executable strategy is needed.");
  const ids = new Set<string>();
  for (const { id, vector } of candidates) {
    if (ids.has(id)) refuse(`Candidate ${id} is listed twice.`);
    ids.add(id);
    if (vector.length === 0) refuse(`Candidate ${id} has an empty vector.`);
    if (vector.length !== first.vector.length) {
      refuse(`Candidate ${id} has a vector of ${vector.length} numbers, but ${first.id} has ${first.vector.length}.`);
    }
    if (!vector.every(Number.isFinite))
      refuse(`The vector of candidate ${id} has an entry that is not a finite number.`);
  }
  if (!(base.accuracy > 0 && base.accuracy <= 1)) {
    refuse(`The original model's accuracy must be above 0 and at most 1, not ${base.accuracy}.`);
  }
  if (!(base.parameters >= 1 && Number.isFinite(base.parameters))) {
    refuse(`The original model's parameters must be a count of at least 1, not ${base.parameters}.`);
  }
  if (!task.every(Number.isFinite)) refuse("The task's features must be finite numbers.");
  if (!(target >= 0 && target < 1)) refuse(`The target reduction must be a fraction in [0, 1), not ${target}.`);
  if (!(Number.isInteger(maxLength) && maxLength >= 1)) {
    refuse(`The longest scheme must be a whole number of at least 1, not ${maxLength}.`);
  }
  if (!(Number.isInteger(trials) && trials >= 0)) refuse(`The trials must be a whole number, not ${trials}.`);
}

function refuse(sentence: string): never {
  throw new SearchError("bad_input", sentence);
}
