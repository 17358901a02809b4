import type { Predictor } from "../../embed/index.ts";
import type { EntityKey, TaskFeatures } from "../../graph/index.ts";
import type { Candidate } from "../../search/index.ts";
import type { space } from "./search-space.ts";

type Strategy = Omit<Awaited<ReturnType<typeof space>>[number], "vector">;

/**
 * The strategies as the search sees them: those that have a vector, or all where none are read, with
 * what their steps promise to remove and how long they train.
 *
 * The steps of one strategy share out one removal (HOS prunes, then decomposes, until HP2 is met),
 * so the promise is the largest of its steps'.
 *
 * @param vectors of the embedding run that the study uses; undefined where its search reads none
 * @param experience NN_exp, and the task that it is asked about; absent where it learned nothing
 */
export function candidatesOf(
  strategies: readonly Strategy[],
  vectors: ReadonlyMap<EntityKey, Float32Array> | undefined,
  experience?: { predictor: Predictor; task: TaskFeatures },
): Candidate[] {
  const places = placesOf(strategies);
  return strategies.flatMap(({ id, methodId, settings, steps }) => {
    const vector = vectors ? vectors.get(`Strategy:${id}`) : new Float32Array();
    if (!vector) return [];
    const numbers = (name: string) =>
      steps.map(({ params }) => params[name]).filter((value): value is number => typeof value === "number");
    const removals = numbers("remove");
    const share = removals.length > 0 ? Math.max(...removals) : null;
    return [
      {
        id,
        vector,
        method: methodId,
        settings: places(methodId, settings),
        share,
        epochs: numbers("epochs").reduce((sum, epochs) => sum + epochs, 0),
        ...(experience && { expected: experience.predictor.predict(vector, experience.task, share ?? 0).ar }),
      },
    ];
  });
}

const wordApart = 0.6;

/**
 * Where settings lie among those of their method: a number by its rank among the hyperparameter's
 * values, 0 to 1; a word by an entry of its own. So the distance of settings means something
 * whatever their units.
 */
function placesOf(strategies: readonly Pick<Strategy, "methodId" | "settings">[]) {
  const values = new Map<string, Map<string, Set<number | string>>>();
  for (const { methodId, settings } of strategies) {
    const own = values.get(methodId) ?? new Map<string, Set<number | string>>();
    values.set(methodId, own);
    for (const [name, value] of Object.entries(settings)) own.set(name, (own.get(name) ?? new Set()).add(value));
  }
  const domains = new Map(
    [...values].map(([methodId, own]) => [
      methodId,
      [...own].map(([name, of]) => ({ name, ordered: [...of].sort(ascending) })),
    ]),
  );
  return (methodId: string, settings: Strategy["settings"]): number[] =>
    (domains.get(methodId) ?? []).flatMap(({ name, ordered }) => {
      const at = ordered.indexOf(settings[name] ?? "");
      if (ordered.every((value) => typeof value === "number")) return [at / Math.max(1, ordered.length - 1)];
      return ordered.map((_, place) => (place === at ? wordApart : 0));
    });
}

function ascending(a: number | string, b: number | string): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a) < String(b) ? -1 : 1;
}
