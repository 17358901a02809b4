import { datasetsIn, type NamedDataset } from "./datasets.ts";
import { keyOf, withoutMarks } from "./key.ts";
import { type MethodLabel, methodId, methodLabel } from "./methods.ts";
import { type Mention, type NamedNetwork, networksIn } from "./networks.ts";

/** A name of the graph's. */
export interface Named {
  id: string;
  name: string;
  /** Other ways to write it. */
  aliases?: readonly string[];
}

/** What the graph knows by name; all of it may be empty. */
export interface KnownNames {
  methods: readonly Named[];
  networks: readonly Named[];
  datasets: readonly Named[];
  /** Searches over methods, whose results are shown but teach nothing about one method. */
  algorithms: readonly string[];
}

export const noNames: KnownNames = { methods: [], networks: [], datasets: [], algorithms: [] };

/** A method under its label; `known` when the graph has it. */
export interface RecognisedMethod {
  id: string;
  name: string;
  known: boolean;
  isAlgorithm?: boolean;
}

/**
 * Gives names their meaning. Readers of tables ask only this, so that another way to know names (aliases in the graph, say) takes
 * its place by being one.
 */
export interface Recogniser {
  /** What a label that stands for a method says; undefined for none. */
  label(text: string): MethodLabel | undefined;
  /** The method of a name. */
  method(name: string): RecognisedMethod;
  /** The networks and data sets that a text names, in its order. */
  networks(text: string): Mention<NamedNetwork>[];
  datasets(text: string): Mention<NamedDataset>[];
}

/** A recogniser that knows the graph's names in any spelling, and the usual networks and data sets. */
export function recogniserOf(names: KnownNames): Recogniser {
  const methods = lookup(names.methods);
  const networks = lookup(names.networks);
  const datasets = lookup(names.datasets);
  const algorithms = new Map(names.algorithms.map((name) => [keyOf(name), name]));
  const inGraph = <T extends { id: string; name: string }>(
    index: Map<string, Named>,
    mention: Mention<T>,
  ): Mention<T> => {
    const held =
      index.get(keyOf(mention.found.id)) ?? index.get(keyOf(mention.found.name)) ?? index.get(keyOf(mention.text));
    return held ? { ...mention, found: { ...mention.found, id: held.id, name: held.name } } : mention;
  };
  return {
    label(text) {
      // A name that the graph has is that name, whatever it looks like: "Random" may be a method, "L1-50" too.
      const whole = withoutMarks(text);
      const held = methods.get(keyOf(whole));
      return held ? { text: whole, kind: "method", name: held.name } : methodLabel(text);
    },
    method(name) {
      const key = keyOf(name);
      const held = methods.get(key);
      if (held) return { id: held.id, name: held.name, known: true };
      const algorithm = algorithms.get(key);
      if (algorithm !== undefined) return { id: algorithm, name: algorithm, known: true, isAlgorithm: true };
      return { id: methodId(name), name, known: false };
    },
    networks: (text) => networksIn(text).map((mention) => inGraph(networks, mention)),
    datasets: (text) => datasetsIn(text).map((mention) => inGraph(datasets, mention)),
  };
}

/** Names by every way to write them; where two share one, the first in the list has it. */
function lookup(names: readonly Named[]): Map<string, Named> {
  const index = new Map<string, Named>();
  for (const named of names) {
    for (const spelling of [named.id, named.name, ...(named.aliases ?? [])]) {
      const key = keyOf(spelling);
      if (key !== "" && !index.has(key)) index.set(key, named);
    }
  }
  return index;
}
