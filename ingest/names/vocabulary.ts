import { knownVocabulary, namedEntities, type Query, type Run, type TaskFeatures } from "../../graph/index.ts";
import { type Hyperparameter, idOf, type Technique } from "../card/card.ts";
import type { ReportedTask } from "../results/file.ts";
import type { Paper } from "../results/source.ts";
import type { Document } from "../yaml/input.ts";
import type { Located, Path } from "../yaml/located-yaml.ts";
import { type Introduced, introduce } from "./introduce.ts";
import { NameTable } from "./name-table.ts";

type RowOf<Q> = Q extends Query<infer _In, infer Row> ? Row : never;
/** What the graph holds already. */
type Known = RowOf<typeof knownVocabulary>;
export type KnownMethod = Known["methods"][number];
export type KnownTask = Known["tasks"][number];

/**
 * Everything a card can refer to: what the graph holds and what the documents define, by
 * id, with all names it goes by.
 */
export interface Vocabulary extends Introduced {
  hyperparameters: Map<string, Hyperparameter>;
  techniques: Map<string, Technique>;
  papers: Map<string, Paper>;
  methods: Map<string, KnownMethod>;
  tasks: Map<string, KnownTask>;
  names: NameTable;
}

/** Whether nothing is known of a method but its name. */
export function isNameOnly(method: KnownMethod): boolean {
  return method.hyperparameters.length === 0 && method.techniques.length === 0 && !method.hasSteps;
}

/**
 * Puts the words that documents use together, as the graph and the documents define them, whatever
 * order they come in.
 *
 * @throws IngestError `contradiction` where one name is given two meanings, in the graph or between
 * documents.
 */
export async function vocabularyOf(run: Run, documents: readonly Document[]): Promise<Vocabulary> {
  const names = NameTable.of(await run(namedEntities, {}));
  const introduced = introduce(documents, names);
  const [known] = await run(knownVocabulary, mentioned(documents, names));
  return defined({ ...introduced, ...fromGraph(known!), names }, documents);
}

/**
 * The words of documents alone, without a graph.
 *
 * @throws As `vocabularyOf`.
 */
export function vocabularyAmong(documents: readonly Document[]): Vocabulary {
  const names = NameTable.of([]);
  const nothing = { hyperparameters: [], techniques: [], papers: [], methods: [], tasks: [] };
  return defined({ ...introduce(documents, names), ...fromGraph(nothing), names }, documents);
}

function defined(vocabulary: Vocabulary, documents: readonly Document[]): Vocabulary {
  for (const document of documents) define(vocabulary, document);
  return vocabulary;
}

/** The method that a name means, with the hyperparameters its results may state. */
export function methodNamed({ methods, names }: Vocabulary, name: string): KnownMethod | undefined {
  const meaning = names.resolve("method", name);
  return "id" in meaning ? methods.get(meaning.id) : undefined;
}

/**
 * The task that a name means, with its features; those it had itself where it was merged into
 * another.
 */
export function taskNamed(
  { tasks, names }: Vocabulary,
  name: string,
): { task: KnownTask; features: TaskFeatures } | undefined {
  const meaning = names.resolve("task", name);
  const task = "id" in meaning ? tasks.get(meaning.id) : undefined;
  return task && { task, features: names.mergedTasks.get(name) ?? task.features };
}

/** The id of a network or data set that is known under an id, perhaps another. */
export function canonicalId({ names }: Vocabulary, kind: "network" | "dataset", id: string): string {
  const meaning = names.resolve(kind, id);
  return "id" in meaning ? meaning.id : id;
}

/** The ids of all that documents refer to or define. */
function mentioned(documents: readonly Document[], names: NameTable) {
  const found = {
    hyperparameters: new Set<string>(),
    techniques: new Set<string>(),
    papers: new Set<string>(),
    methods: new Set<string>(),
    tasks: new Set<string>(),
  };
  const add = (kind: "method" | "task", name: string) => {
    const meaning = names.resolve(kind, name);
    if ("id" in meaning) found[`${kind}s`].add(meaning.id);
  };
  for (const { kind, value } of documents) {
    found.papers.add(value.paper.id);
    for (const { task } of value.results) add("task", task);
    if (kind === "card") {
      add("method", value.id);
      for (const entry of value.hyperparameters) found.hyperparameters.add(idOf(entry));
      for (const entry of value.techniques) found.techniques.add(idOf(entry));
    } else {
      for (const { id } of value.methods) add("method", id);
      for (const { id } of value.tasks) add("task", id);
      for (const { method } of value.results) if (method !== undefined) add("method", method);
    }
  }
  return {
    hyperparameters: [...found.hyperparameters],
    techniques: [...found.techniques],
    papers: [...found.papers],
    methods: [...found.methods],
    tasks: [...found.tasks],
  };
}

function define(vocabulary: Vocabulary, document: Document): void {
  const agree = agreement(document);
  agree(vocabulary.papers, "paper", document.value.paper, ["paper"], paperInWords);
  if (document.kind === "card") {
    const { id, paper, techniques, hyperparameters, steps } = document.value;
    hyperparameters.forEach((entry, at) => {
      if ("id" in entry)
        agree(vocabulary.hyperparameters, "hyperparameter", entry, ["hyperparameters", at], hyperparameterInWords);
    });
    techniques.forEach((entry, at) => {
      if ("id" in entry)
        agree(vocabulary.techniques, "technique", entry, ["techniques", at], ({ name }) => `"${name}"`);
    });
    // The other method's own card says what that is.
    if (vocabulary.names.mergedInto("method", id) !== undefined) return;
    const method = {
      id,
      papers: [paper.id],
      hyperparameters: hyperparameters.map(idOf),
      mergedHyperparameters: [],
      techniques: techniques.map(idOf).toSorted(),
      mergedTechniques: [],
      hasSteps: steps.length > 0,
    };
    const held = vocabulary.methods.get(id);
    if (held && completes(method, held)) vocabulary.methods.set(id, method);
    else if (!held || !completes(held, method)) agree(vocabulary.methods, "method", method, ["id"], methodInWords);
  } else {
    for (const { id, isOwn } of document.value.methods) {
      // Its card, or the graph, says more than its name.
      if (!vocabulary.fresh.has(`method ${id}`)) continue;
      const nothing = { hyperparameters: [], mergedHyperparameters: [], techniques: [], mergedTechniques: [] };
      vocabulary.methods.set(id, { id, papers: isOwn ? [document.value.paper.id] : [], ...nothing, hasSteps: false });
    }
    document.value.tasks.forEach((task, at) => {
      const told = canonical(vocabulary, task);
      // One that was merged away keeps the features it had.
      const former = vocabulary.names.mergedTasks.get(task.id);
      const words = former ? new Map([[told.id, { ...told, features: former }]]) : vocabulary.tasks;
      agree(words, "task", told, ["tasks", at], taskInWords);
    });
  }
}

/**
 * A task as it is known: under the ids that its own id and those of its network and data set mean.
 */
function canonical(vocabulary: Vocabulary, { id, network, dataset, features }: ReportedTask): KnownTask {
  const meaning = vocabulary.names.resolve("task", id);
  return {
    id: "id" in meaning ? meaning.id : id,
    features,
    network: { ...network, id: canonicalId(vocabulary, "network", network.id) },
    dataset: { ...dataset, id: canonicalId(vocabulary, "dataset", dataset.id) },
  };
}

/**
 * Whether a card says all that another one without steps says of the method, and perhaps more: what
 * was knowledge only may be completed, and a card that states less afterwards removes nothing.
 */
function completes(more: KnownMethod, less: KnownMethod): boolean {
  const within = (few: string[], many: string[]) => few.every((id) => many.includes(id));
  return (
    !less.hasSteps &&
    (less.papers.length === 0 || less.papers.join() === more.papers.join()) &&
    within(less.hyperparameters, more.hyperparameters) &&
    within(less.techniques, more.techniques)
  );
}

/**
 * Defines a word, or makes sure it was defined with the same meaning (`inWords` distinguishes
 * meanings).
 */
function agreement(document: Located<unknown>) {
  return <T extends { id: string }>(
    words: Map<string, T>,
    kind: string,
    word: T,
    path: Path,
    inWords: (word: T) => string,
  ) => {
    const held = words.get(word.id);
    if (held === undefined) words.set(word.id, word);
    else if (inWords(held) !== inWords(word)) {
      const sentence = `${kind} ${word.id} is already known as ${inWords(held)}, here it is ${inWords(word)}; refer to it or choose another id.`;
      throw document.failure("contradiction", path, sentence);
    }
  };
}

function hyperparameterInWords({ name, unit, values }: Hyperparameter): string {
  return `"${name}"${unit ? ` (${unit})` : ""} with values ${values.join(", ")}`;
}

function paperInWords({ title, year }: Paper): string {
  return `"${title}"${year === undefined ? "" : ` of ${year}`}`;
}

function methodInWords({ papers, hyperparameters, techniques }: KnownMethod): string {
  return `of ${papers.join(", ")} with ${[...hyperparameters, ...techniques].join(", ")}`;
}

function taskInWords({ network, dataset, features }: KnownTask): string {
  const { categories, imageSize, channels, dataAmount, parameters, flops, accuracy } = features;
  const counts = { categories, imageSize, channels, dataAmount, parameters, flops, accuracy };
  return `${network.id} on ${dataset.id} with ${JSON.stringify(counts)}`;
}

function fromGraph(known: Known) {
  const byId = <T extends { id: string }>(words: readonly T[]) => new Map(words.map((word) => [word.id, word]));
  return {
    hyperparameters: byId<Hyperparameter>(
      known.hyperparameters.map(({ unit, ...rest }) => (unit === null ? rest : { ...rest, unit })),
    ),
    techniques: byId<Technique>(known.techniques),
    papers: byId<Paper>(known.papers.map(({ year, ...rest }) => (year === null ? rest : { ...rest, year }))),
    methods: byId(known.methods),
    tasks: byId(known.tasks),
    named: new Set(),
  };
}
