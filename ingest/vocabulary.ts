import type { knownVocabulary, Query } from "../graph/index.ts";
import { type Hyperparameter, idOf, type Technique } from "./card.ts";
import type { Document } from "./document.ts";
import type { Located, Path } from "./located-yaml.ts";
import type { Paper } from "./paper.ts";
import type { ReportedTask } from "./paper-results.ts";

type RowOf<Q> = Q extends Query<infer _In, infer Row> ? Row : never;
/** What the graph holds already. */
export type Known = RowOf<typeof knownVocabulary>;

interface KnownMethod {
  id: string;
  papers: string[];
  hyperparameters: string[];
  techniques: string[];
  /** Whether its card says how it runs; one without steps has no strategies, so nothing depends on what it is made of. */
  hasSteps: boolean;
}

/** Everything a card can refer to: what the graph holds and what the documents at hand define, by id. */
export interface Vocabulary {
  hyperparameters: Map<string, Hyperparameter>;
  techniques: Map<string, Technique>;
  papers: Map<string, Paper>;
  methods: Map<string, KnownMethod>;
  tasks: Map<string, ReportedTask>;
}

/**
 * Puts the graph's words and the documents' definitions together, whatever order they come in.
 *
 * Throws IngestError `contradiction` where one name is given two meanings, in the graph or between documents.
 */
export function vocabularyOf(known: Known, documents: readonly Document[]): Vocabulary {
  const vocabulary = fromGraph(known);
  for (const document of documents) {
    const agree = agreement(document);
    agree(vocabulary.papers, "paper", document.value.paper, ["paper"], sayPaper);
    if (document.kind === "card") {
      const { id, paper, techniques, hyperparameters, steps } = document.value;
      hyperparameters.forEach((entry, at) => {
        if ("id" in entry)
          agree(vocabulary.hyperparameters, "hyperparameter", entry, ["hyperparameters", at], sayHyperparameter);
      });
      techniques.forEach((entry, at) => {
        if ("id" in entry)
          agree(vocabulary.techniques, "technique", entry, ["techniques", at], ({ name }) => `"${name}"`);
      });
      const method = {
        id,
        papers: [paper.id],
        hyperparameters: hyperparameters.map(idOf),
        techniques: techniques.map(idOf).toSorted(),
        hasSteps: steps.length > 0,
      };
      const held = vocabulary.methods.get(id);
      if (held && completes(method, held)) vocabulary.methods.set(id, method);
      else if (!held || !completes(held, method)) agree(vocabulary.methods, "method", method, ["id"], sayMethod);
    } else {
      document.value.tasks.forEach((task, at) => {
        agree(vocabulary.tasks, "task", task, ["tasks", at], sayTask);
      });
    }
  }
  return vocabulary;
}

/**
 * Whether a card says all that another one without steps says of the method, and perhaps more: what was knowledge only may be completed,
 * and a card that tells less afterwards takes nothing back.
 */
function completes(more: KnownMethod, less: KnownMethod): boolean {
  const within = (few: string[], many: string[]) => few.every((id) => many.includes(id));
  return (
    !less.hasSteps &&
    less.papers.join() === more.papers.join() &&
    within(less.hyperparameters, more.hyperparameters) &&
    within(less.techniques, more.techniques)
  );
}

/** Defines a word, or makes sure it was defined with the same meaning (`say` tells meanings apart). */
function agreement(document: Located<unknown>) {
  return <T extends { id: string }>(
    words: Map<string, T>,
    kind: string,
    word: T,
    path: Path,
    say: (word: T) => string,
  ) => {
    const held = words.get(word.id);
    if (held === undefined) words.set(word.id, word);
    else if (say(held) !== say(word)) {
      const sentence = `${kind} ${word.id} is already known as ${say(held)}, here it is ${say(word)}; refer to it or choose another id.`;
      throw document.failure("contradiction", path, sentence);
    }
  };
}

function sayHyperparameter({ name, unit, values }: Hyperparameter): string {
  return `"${name}"${unit ? ` (${unit})` : ""} with values ${values.join(", ")}`;
}

function sayPaper({ title, year }: Paper): string {
  return `"${title}"${year === undefined ? "" : ` of ${year}`}`;
}

function sayMethod({ papers, hyperparameters, techniques }: KnownMethod): string {
  return `of ${papers.join(", ")} with ${[...hyperparameters, ...techniques].join(", ")}`;
}

function sayTask({ network, dataset, features }: ReportedTask): string {
  const { categories, imageSize, channels, dataAmount, parameters, flops, accuracy } = features;
  const counts = { categories, imageSize, channels, dataAmount, parameters, flops, accuracy };
  return `${network.name} on ${dataset.name} with ${JSON.stringify(counts)}`;
}

function fromGraph(known: Known): Vocabulary {
  const byId = <T extends { id: string }>(words: T[]) => new Map(words.map((word) => [word.id, word]));
  return {
    hyperparameters: byId(known.hyperparameters.map(({ unit, ...rest }) => (unit === null ? rest : { ...rest, unit }))),
    techniques: byId(known.techniques),
    papers: byId(known.papers.map(({ year, ...rest }) => (year === null ? rest : { ...rest, year }))),
    methods: byId(known.methods),
    tasks: byId(known.tasks),
  };
}
