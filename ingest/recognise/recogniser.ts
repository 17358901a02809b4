import type { NamedKind } from "../../graph/index.ts";
import { type AliasTable, NameTable } from "../names/name-table.ts";
import { datasetsIn, type NamedDataset } from "./datasets.ts";
import { keyOf, withoutMarks } from "./key.ts";
import { type MethodLabel, methodId, methodLabel } from "./methods.ts";
import { type Mention, type NamedNetwork, networksIn } from "./networks.ts";

/** A name of the graph's. */
export interface Named {
  id: string;
  name: string;
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

/** Gives names their meaning. Readers of tables ask only this. */
export interface Recogniser {
  /** What a label that stands for a method says; undefined for none. */
  label(text: string): MethodLabel | undefined;
  /** The method of a name. */
  method(name: string): RecognisedMethod;
  /** The networks and data sets that a text names, in its order. */
  networks(text: string): Mention<NamedNetwork>[];
  datasets(text: string): Mention<NamedDataset>[];
}

/**
 * A recogniser that knows the graph's names and the usual networks and data sets. A name means what
 * the graph takes it for (`table`: names, aliases, what was merged away), else what is spelled
 * alike but for signs that `table` distinguishes.
 */
export function recogniserOf(names: KnownNames, table: AliasTable = NameTable.of([])): Recogniser {
  const methods = new Names("method", names.methods, table);
  const networks = new Names("network", names.networks, table);
  const datasets = new Names("dataset", names.datasets, table);
  const algorithms = new Map(names.algorithms.map((name) => [keyOf(name), name]));
  const inGraph = <T extends Named>(known: Names, mention: Mention<T>): Mention<T> => {
    const { found, text } = mention;
    const held = known.of(found.id, found.name, text);
    return held ? { ...mention, found: { ...found, id: held.id, name: held.name } } : mention;
  };
  return {
    label(text) {
      // A name that the graph has is that name, whatever it looks like: "Random" may be a method,
      // "L1-50" too.
      const whole = withoutMarks(text);
      const held = methods.of(whole);
      return held ? { text: whole, kind: "method", name: held.name } : methodLabel(text);
    },
    method(name) {
      const held = methods.of(name);
      if (held) return { id: held.id, name: held.name, known: true };
      const algorithm = algorithms.get(keyOf(name));
      if (algorithm !== undefined) return { id: algorithm, name: algorithm, known: true, isAlgorithm: true };
      return { id: methodId(name), name, known: false };
    },
    networks: (text) => networksIn(text).map((mention) => inGraph(networks, mention)),
    datasets: (text) => datasetsIn(text).map((mention) => inGraph(datasets, mention)),
  };
}

/** The names of one kind. */
class Names {
  readonly #kind: NamedKind;
  readonly #table: AliasTable;
  readonly #byId: ReadonlyMap<string, Named>;
  readonly #bySpelling = new Map<string, Named>();

  constructor(kind: NamedKind, named: readonly Named[], table: AliasTable) {
    this.#kind = kind;
    this.#table = table;
    this.#byId = new Map(named.map((each) => [each.id, each]));
    for (const each of named) {
      for (const key of [keyOf(each.id), keyOf(each.name)])
        if (key !== "" && !this.#bySpelling.has(key)) this.#bySpelling.set(key, each);
    }
  }

  /** What the first of these spellings means that means anything. */
  of(...spellings: readonly string[]): Named | undefined {
    for (const spelling of spellings) {
      const meaning = this.#table.resolve(this.#kind, spelling);
      if ("id" in meaning) return this.#byId.get(meaning.id) ?? { id: meaning.id, name: spelling };
    }
    return spellings.map((each) => this.#bySpelling.get(keyOf(each))).find((each) => each !== undefined);
  }
}
