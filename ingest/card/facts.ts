import { type Facts, type Step, type Strategy, settingId } from "../../graph/index.ts";
import type { Abilities } from "../document-facts.ts";
import { IngestError } from "../errors.ts";
import { aliasFacts } from "../names/alias-facts.ts";
import type { Vocabulary } from "../names/vocabulary.ts";
import { resultFacts } from "../results/result-facts.ts";
import { paperNode } from "../results/source-facts.ts";
import type { Stated, StatedMethod } from "../stated.ts";
import type { Located, Path } from "../yaml/located-yaml.ts";
import { type Card, type Hyperparameter, idOf } from "./card.ts";
import { expand, missingOperators } from "./strategies.ts";

/**
 * What a card states: its method, paper, techniques, hyperparameters with their settings, results,
 * and every strategy of its value grid. Of a method that was merged into another, the strategies
 * and results are the other's, and it defines none.
 *
 * @throws IngestError `unknown_reference` for a `ref` to nothing, `too_many_strategies`, and
 * `bad_card` for steps that `checkSteps` refuses, with file and line.
 */
export function cardFacts(
  document: Located<Card>,
  vocabulary: Vocabulary,
  { operators, checkSteps = () => {} }: Abilities,
): Stated {
  const card = document.value;
  const into = vocabulary.names.mergedInto("method", card.id);
  const method = { label: "Method", id: into ?? card.id } as const;
  const stated: Stated = { nodes: [paperNode(card.paper)], links: [], methods: [], results: [] };
  const own = statedMethod(card, operators);
  // A card without steps takes none of it from a method that another card gave some.
  const isDefined = into === undefined && (card.steps.length > 0 || !vocabulary.methods.get(card.id)?.hasSteps);
  if (isDefined) stated.nodes.push({ ...method, properties: methodProperties(card, own) });
  if (into === undefined) {
    stated.links.push({ type: "PROPOSES", from: { label: "Paper", id: card.paper.id }, to: method });
    append(stated, aliasFacts("method", { ...card, name: card.name ?? card.id }, vocabulary.fresh));
  }
  addTechniques(stated, document, vocabulary, into);
  const hyperparameters = addHyperparameters(stated, document, vocabulary, into);
  const strategies = expandOrRefuse(document, hyperparameters, operators);
  addStrategies(stated, document, strategies, method, checkSteps);
  if (isDefined) stated.methods.push({ ...own, strategies: strategies.length });
  card.results.forEach((result, at) => {
    const of = { ...result, method: card.id };
    const { facts, audited } = resultFacts(of, card.paper.id, document, ["results", at], vocabulary);
    append(stated, facts);
    stated.results.push(audited);
  });
  return stated;
}

function statedMethod({ id, steps }: Card, operators: readonly string[]): Omit<StatedMethod, "strategies"> {
  const missing = missingOperators(steps, operators);
  return { id, executable: steps.length > 0 && missing.length === 0, missingOperators: missing };
}

/** What the graph holds of a method itself. */
function methodProperties(
  { id, name = id, steps, notes }: Card,
  { executable, missingOperators: missing }: Omit<StatedMethod, "strategies">,
) {
  return { name, steps: JSON.stringify(steps), notes, executable, missingOperators: missing };
}

function append(facts: Facts, { nodes, links }: Facts): void {
  facts.nodes.push(...nodes);
  facts.links.push(...links);
}

function addTechniques(
  facts: Facts,
  document: Located<Card>,
  { techniques }: Vocabulary,
  into: string | undefined,
): void {
  document.value.techniques.forEach((entry, position) => {
    const { id, name } = resolve(techniques, "technique", idOf(entry), document, ["techniques", position]);
    if ("id" in entry) facts.nodes.push({ label: "Technique", id, properties: { name } });
    if (into !== undefined) return;
    facts.links.push({
      type: "USES_TECHNIQUE",
      from: { label: "Method", id: document.value.id },
      to: { label: "Technique", id },
    });
  });
}

function addHyperparameters(
  facts: Facts,
  document: Located<Card>,
  known: Vocabulary,
  into: string | undefined,
): Hyperparameter[] {
  return document.value.hyperparameters.map((entry, position) => {
    const path = ["hyperparameters", position];
    const resolved = resolve(known.hyperparameters, "hyperparameter", idOf(entry), document, path);
    const hyperparameter = { label: "Hyperparameter", id: resolved.id } as const;
    const method = { label: "Method", id: document.value.id } as const;
    if (into === undefined)
      facts.links.push({ type: "HAS_HYPERPARAMETER", from: method, to: hyperparameter, properties: { position } });
    if ("id" in entry) {
      facts.nodes.push({ ...hyperparameter, properties: { name: resolved.name, unit: resolved.unit ?? null } });
      resolved.values.forEach((value, at) => {
        const setting = { label: "Setting", id: settingId(resolved.id, value) } as const;
        facts.nodes.push({ ...setting, properties: { hyperparameter: resolved.id, value } });
        facts.links.push({ type: "OFFERS", from: hyperparameter, to: setting, properties: { position: at } });
      });
    }
    return resolved;
  });
}

function addStrategies(
  facts: Facts,
  document: Located<Card>,
  strategies: Strategy[],
  method: { label: "Method"; id: string },
  checkSteps: (steps: readonly Step[]) => void,
): void {
  for (const { id, settings, steps } of strategies) {
    try {
      if (steps !== null) checkSteps(steps);
    } catch (error) {
      throw document.failure("bad_card", ["steps"], `${id} could not run: ${(error as Error).message}`);
    }
    const strategy = { label: "Strategy", id } as const;
    facts.nodes.push({
      ...strategy,
      properties: { executable: steps !== null, steps: steps && JSON.stringify(steps) },
    });
    facts.links.push({ type: "OF_METHOD", from: strategy, to: method });
    for (const [hyperparameter, value] of Object.entries(settings)) {
      const setting = { label: "Setting", id: settingId(hyperparameter, value) } as const;
      facts.links.push({ type: "WITH_SETTING", from: strategy, to: setting });
    }
  }
}

function expandOrRefuse(document: Located<Card>, hyperparameters: Hyperparameter[], operators: readonly string[]) {
  try {
    return expand(document.value, hyperparameters, operators);
  } catch (error) {
    if (error instanceof IngestError) throw document.failure(error.code, ["hyperparameters"], error.message);
    throw error;
  }
}

function resolve<T>(words: Map<string, T>, kind: string, id: string, document: Located<Card>, path: Path): T {
  const word = words.get(id);
  if (word !== undefined) return word;
  const sentence = `there is no ${kind} ${id} in the graph or beside this card; define it here with an id and a name.`;
  throw document.failure("unknown_reference", path, sentence);
}
