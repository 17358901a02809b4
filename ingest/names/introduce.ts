import type { NamedKind, NodeName } from "../../graph/index.ts";
import { mergedLabel } from "../../graph/index.ts";
import type { Document } from "../yaml/input.ts";
import type { Path } from "../yaml/located-yaml.ts";
import { aliasId } from "./alias-facts.ts";
import type { Candidate, ComparedKind, NameTable } from "./name-table.ts";

/** A name that was written in a document, and the entity of another id that it was taken for. */
export interface ResolvedName {
  kind: NamedKind;
  name: string;
  id: string;
  /** Where it occurs first: `file:line`, or the place in a paper. */
  where: string;
}

/** Something new whose name looks like that of something known. */
export interface Duplicate {
  kind: ComparedKind;
  id: string;
  name: string;
  where: string;
  candidates: Candidate[];
}

export interface Introduced {
  resolved: ResolvedName[];
  duplicates: Duplicate[];
  /** The aliases, and what was merged away, by which names were understood. */
  uses: NodeName[];
  /**
   * Names of the networks, data sets and aliases that are new, and of the methods that have no
   * card, by kind and id: `network resnet56`, `alias method/networkslimming`.
   */
  fresh: ReadonlyMap<string, string>;
}

/**
 * Makes what documents define known to a table of names, and returns which names in them mean
 * something of another id and which new ones look like known ones. Cards come first, then files of
 * results, each in the order given: what names a thing first gives it its id.
 *
 * @throws IngestError `contradiction` where an alias is the name of something else already.
 */
export function introduce(documents: readonly Document[], names: NameTable): Introduced {
  const introduction = new Introduction(names);
  for (const document of documents) introduction.papersAndMethods(document);
  for (const document of documents) introduction.tasksAndResults(document);
  const { resolved, duplicates, uses, fresh } = introduction;
  return { resolved: [...resolved.values()], duplicates, uses: [...uses.values()], fresh };
}

/** Something as a document defines it, and where. */
interface Definition {
  kind: ComparedKind;
  id: string;
  name: string;
  aliases?: readonly string[];
  path: Path;
}

class Introduction {
  readonly resolved = new Map<string, ResolvedName>();
  readonly duplicates: Duplicate[] = [];
  readonly uses = new Map<string, NodeName>();
  readonly fresh = new Map<string, string>();
  readonly #names: NameTable;

  constructor(names: NameTable) {
    this.#names = names;
  }

  papersAndMethods(document: Document): void {
    const { paper } = document.value;
    this.#define(document, { kind: "paper", id: paper.id, name: paper.title, path: ["paper"] });
    if (document.kind !== "card") return;
    const { id, name = id, aliases, techniques } = document.value;
    if (this.#names.mergedInto("method", id) !== undefined) this.#meaning(document, "method", id, ["id"]);
    else this.#define(document, { kind: "method", id, name, aliases, path: ["id"] });
    techniques.forEach((entry, at) => {
      if ("id" in entry) this.#define(document, { ...entry, kind: "technique", path: ["techniques", at] });
    });
  }

  tasksAndResults(document: Document): void {
    if (document.kind === "results") {
      document.value.methods.forEach(({ isOwn: _isOwn, ...method }, at) => {
        this.#defineOrResolve(document, { ...method, kind: "method", path: ["methods", at] });
      });
      document.value.tasks.forEach(({ id, network, dataset }, at) => {
        const path = ["tasks", at];
        this.#defineOrResolve(document, { ...network, kind: "network", path: [...path, "network"] });
        this.#defineOrResolve(document, { ...dataset, kind: "dataset", path: [...path, "dataset"] });
        this.#defineOrResolve(document, { id, name: id, kind: "task", path });
      });
      document.value.results.forEach(({ method }, at) => {
        if (method !== undefined) this.#meaning(document, "method", method, ["results", at, "method"]);
      });
    }
    document.value.results.forEach(({ task }, at) => {
      this.#meaning(document, "task", task, ["results", at, "task"]);
    });
  }

  /** The id of what a name means; undefined when it means nothing known. */
  #meaning(document: Document, kind: NamedKind, name: string, path: Path): string | undefined {
    const resolution = this.#names.resolve(kind, name);
    if (!("id" in resolution)) return undefined;
    const key = `${kind} ${name}`;
    if (resolution.id !== name && !this.resolved.has(key)) {
      this.resolved.set(key, { kind, name, id: resolution.id, where: document.place(path) });
      const { by, former } = resolution;
      const alias = aliasId(kind, name);
      if (former !== undefined) this.uses.set(key, { label: mergedLabel(kind), id: former });
      else if (by === "alias" && !this.fresh.has(`alias ${alias}`)) this.uses.set(key, { label: "Alias", id: alias });
    }
    return resolution.id;
  }

  /** A method, technique or paper has the id it is given, whatever it looks like. */
  #define(document: Document, { kind, id, name, aliases = [], path }: Definition): void {
    if (!this.#names.has(kind, id)) {
      const candidates = this.#names.candidates(kind, kind === "paper" ? [name] : [id, name, ...aliases], id);
      if (candidates.length > 0) {
        // Parses the document again, so only where it is reported.
        const where = document.place(path);
        this.duplicates.push({ kind, id, name, where, candidates });
      }
      this.#names.add(kind, id, name);
    }
    for (const alias of aliases) {
      const [other] = this.#names.others(kind, alias, id);
      if (other !== undefined) {
        const sentence = `"${alias}" is a name of ${kind} ${other} already, so it can't be one of ${id}.`;
        throw document.failure("contradiction", path, sentence);
      }
      if (this.#names.addAlias(kind, id, alias)) this.fresh.set(`alias ${aliasId(kind, alias)}`, alias);
    }
  }

  /**
   * A network, data set or task, or a method of which only the name is given, whose id is another
   * name of a known one is that one.
   */
  #defineOrResolve(document: Document, definition: Definition & { kind: NamedKind }): void {
    const { kind, id, name, path } = definition;
    const known = this.#meaning(document, kind, id, path);
    if (known === undefined) this.fresh.set(`${kind} ${id}`, name);
    this.#define(document, { ...definition, id: known ?? id });
  }
}
