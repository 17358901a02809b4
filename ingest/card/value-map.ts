import type { SettingValue } from "../../graph/index.ts";

/**
 * What an operator is given for each value of a hyperparameter: `{ $HP11: { P1: shapiroWilk, P2:
 * jarqueBera } }` in a step.
 */
export interface ValueMap {
  /** The hyperparameter. */
  id: string;
  /** By the value as text. */
  given: Readonly<Record<string, unknown>>;
}

/**
 * The map that a part of a step stands for: an object whose only key begins with `$`; undefined for
 * anything else.
 *
 * Returns a sentence where there is such a key, but no map.
 */
export function valueMap(part: unknown): ValueMap | string | undefined {
  if (typeof part !== "object" || part === null || Array.isArray(part)) return undefined;
  const keys = Object.keys(part);
  const key = keys.find((each) => each.startsWith("$"));
  if (key === undefined) return undefined;
  const given = (part as Record<string, unknown>)[key];
  if (keys.length > 1 || typeof given !== "object" || given === null || Array.isArray(given))
    return `${key} as a key is alone, over what each of its values is to the operator, like { ${key}: { P1: shapiroWilk, P2: jarqueBera } }`;
  return { id: key.slice(1), given: given as Record<string, unknown> };
}

/**
 * What is wrong with a map, in one sentence: it has to cover the hyperparameter's values, and
 * nothing else.
 */
export function mapFault({ id, given }: ValueMap, values: readonly SettingValue[]): string | undefined {
  const named = values.map(String);
  const missing = named.filter((value) => !Object.hasOwn(given, value));
  const unknown = Object.keys(given).filter((value) => !named.includes(value));
  if (missing.length + unknown.length === 0) return undefined;
  const faults = [
    ...(missing.length > 0 ? [`${missing.join(", ")} missing`] : []),
    ...(unknown.length > 0 ? [`${unknown.join(", ")} unknown`] : []),
  ];
  return `the map of $${id} has to name the values ${named.join(", ")} and no other: ${faults.join(", ")}`;
}
