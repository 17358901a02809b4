import { type SettingValue, type Step, type Strategy, strategyId } from "../../graph/index.ts";
import { IngestError } from "../errors.ts";
import { bindings, type Card, type Hyperparameter } from "./card.ts";
import { mapFault, valueMap } from "./value-map.ts";

/** More than this in one method is surely a slip; the whole of Table 1 has 4,525. */
export const mostStrategies = 20_000;

/**
 * The operators of a card that do not exist among `operators`; with steps, and none missing, the
 * method can run.
 */
export function missingOperators(steps: Card["steps"], operators: readonly string[]): string[] {
  return [...new Set(steps.map(({ operator }) => operator))].filter((operator) => !operators.includes(operator));
}

/**
 * How many strategies a grid of values spans: the product of their numbers, 1 for no
 * hyperparameter.
 */
export function countStrategies(hyperparameters: readonly Hyperparameter[]): number {
  return hyperparameters.reduce((count, { values }) => count * values.length, 1);
}

/**
 * Every strategy of a method: the method under each full choice of its hyperparameters (paper,
 * section 3.2), with the card's steps bound to the choice; steps are null where an operator is
 * missing from `operators`. A card without steps has no strategies.
 *
 * `hyperparameters` are the card's, references resolved, in the card's order: the last one varies
 * fastest.
 *
 * @throws IngestError `too_many_strategies` beyond `mostStrategies`, and `bad_card` where a step
 * maps other values than a hyperparameter has.
 */
export function expand(
  card: Pick<Card, "id" | "steps">,
  hyperparameters: readonly Hyperparameter[],
  operators: readonly string[],
): Strategy[] {
  if (card.steps.length === 0) return [];
  const count = countStrategies(hyperparameters);
  if (count > mostStrategies) {
    const message = `${card.id} spans ${count} strategies, the most for one method is ${mostStrategies}; use fewer values for its hyperparameters.`;
    throw new IngestError("too_many_strategies", message);
  }
  for (const { id, map } of bindings(card.steps)) {
    const { values = [] } = hyperparameters.find((each) => each.id === id) ?? {};
    const fault = map && mapFault(map, values);
    if (fault) throw new IngestError("bad_card", `${fault}.`);
  }
  const runs = missingOperators(card.steps, operators).length === 0;
  return choices(hyperparameters).map((settings) => ({
    id: strategyId(card.id, settings),
    methodId: card.id,
    settings,
    steps: runs ? stepsUnder(card.steps, settings) : null,
  }));
}

function choices(hyperparameters: readonly Hyperparameter[]): Record<string, SettingValue>[] {
  let all: Record<string, SettingValue>[] = [{}];
  for (const { id, values } of hyperparameters) {
    all = all.flatMap((settings) => values.map((value) => ({ ...settings, [id]: value })));
  }
  return all;
}

/**
 * A card's steps with each `$HP…` replaced by its value, or by what a map has for it, at any depth;
 * the values may be others than the card lists.
 */
export function stepsUnder(steps: Card["steps"], settings: Record<string, SettingValue>): Step[] {
  const inside = (value: unknown): unknown => {
    if (typeof value === "string" && value.startsWith("$")) return settings[value.slice(1)];
    if (Array.isArray(value)) return value.map(inside);
    if (value === null || typeof value !== "object") return value;
    const map = valueMap(value);
    if (typeof map === "object") return inside(map.given[String(settings[map.id])]);
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, inside(part)]));
  };
  return steps.map(({ operator, params }) => ({ operator, params: inside(params) as Step["params"] }));
}
