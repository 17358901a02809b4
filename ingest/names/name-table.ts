import { type Graph, type NamedKind, namedEntities, type Query, run, type TaskFeatures } from "../../graph/index.ts";
import { initials, normaliseName, numbersOf, similarity } from "./normalise.ts";

/** What can be called by several names and merged, and what is only looked at for duplicates. */
export type ComparedKind = NamedKind | "technique" | "paper";

/** Something that a name may mean; `similarity` is 1 for the same name. */
export interface Candidate {
  id: string;
  /** The name it was found by, as it was written. */
  name: string;
  similarity: number;
}

/**
 * What a name means: one entity, and by what it was found (for one that was merged away, with the
 * id it had); or only what it may mean, the likeliest first.
 */
export type Resolution =
  | { id: string; by: "id" | "name" | "alias" | "merged"; former?: string | undefined }
  | { candidates: Candidate[] };

/** Whoever looks up names: see `NameTable`. */
export interface AliasTable {
  /**
   * The id of what a name means, or else candidates with their similarity. An id itself, a name, an
   * alias and what was merged away all resolve.
   */
  resolve(kind: NamedKind, name: string): Resolution;
}

interface Entry {
  entity: string;
  name: string;
  by: "id" | "name" | "alias" | "merged";
  /** The id of what was merged away. */
  former?: string | undefined;
}

/** Alike enough to ask whether two names mean the same. */
const likely = 0.85;
const mostCandidates = 5;
/** Longer names are compared for being the same only; a thousandfold length costs a millionfold. */
const longestCompared = 300;

/** One name of one thing, as the graph has it. */
export type NameRow = typeof namedEntities extends Query<infer _In, infer Row> ? Row : never;

/**
 * The names that the graph knows, for readers of papers: `table.resolve("network", "ResNet-56")`
 * returns `{ id: "resnet56", … }`. A picture of the moment: whoever writes looks again in its own
 * transaction.
 */
export async function aliasTable(graph: Graph): Promise<AliasTable> {
  return NameTable.of(await run(graph, namedEntities, {}));
}

const kindOf: Record<NameRow["label"], ComparedKind> = {
  Method: "method",
  Network: "network",
  Dataset: "dataset",
  Task: "task",
  Technique: "technique",
  Paper: "paper",
};

/** Names and what they mean, of each kind. */
export class NameTable implements AliasTable {
  readonly #ids = new Map<string, Entry>();
  readonly #normalised = new Map<string, Entry[]>();
  /** By kind and the numbers in the name: only these can be alike. */
  readonly #alike = new Map<string, { key: string; entry: Entry }[]>();
  /** Features of tasks that were merged away, by their former ids. */
  readonly mergedTasks = new Map<string, TaskFeatures>();

  static of(rows: readonly NameRow[]): NameTable {
    const table = new NameTable();
    for (const { label, entity, id, name, how, features } of rows) {
      const kind = kindOf[label];
      const former = how === "merged" && id !== null ? { former: id } : {};
      if (id !== null) table.#putId(kind, { entity, name: id, by: how === "merged" ? "merged" : "id", ...former });
      if (name !== null) table.#put(kind, { entity, name, by: how === "entity" ? "name" : how, ...former });
      if (id !== null && features) table.mergedTasks.set(id, features);
    }
    return table;
  }

  /** Makes an entity and its name known; what is known by the same name stays so beside it. */
  add(kind: ComparedKind, id: string, name: string): void {
    this.#putId(kind, { entity: id, name: id, by: "id" });
    this.#put(kind, { entity: id, name, by: "name" });
  }

  /** Makes another name of an entity known; false when it was. */
  addAlias(kind: ComparedKind, id: string, alias: string): boolean {
    return this.#put(kind, { entity: id, name: alias, by: "alias" });
  }

  /** What a name means, `except` one entity. */
  others(kind: ComparedKind, name: string, except: string): string[] {
    const entries = this.#normalised.get(`${kind} ${normaliseName(name)}`) ?? [];
    return [...new Set(entries.map(({ entity }) => entity))].filter((entity) => entity !== except);
  }

  /** Whether there is an entity of this very id. */
  has(kind: ComparedKind, id: string): boolean {
    return this.#ids.get(`${kind} ${id}`)?.by === "id";
  }

  /** The entity that one of this very id was merged into. */
  mergedInto(kind: NamedKind, id: string): string | undefined {
    const entry = this.#ids.get(`${kind} ${id}`);
    return entry?.by === "merged" ? entry.entity : undefined;
  }

  resolve(kind: NamedKind, name: string): Resolution {
    const exact = this.#ids.get(`${kind} ${name}`);
    if (exact) return meaningOf(exact);
    const entries = this.#normalised.get(`${kind} ${normaliseName(name)}`) ?? [];
    const entities = new Set(entries.map(({ entity }) => entity));
    if (entities.size === 1) return meaningOf(entries[0]!);
    const task = kind === "task" ? this.#composed(name) : undefined;
    return task ? { id: task, by: "name" } : { candidates: this.candidates(kind, [name]) };
  }

  /** What something called by these names may be, `except` itself. */
  candidates(kind: ComparedKind, names: readonly string[], except?: string): Candidate[] {
    const found = new Map<string, Candidate>();
    for (const name of names) {
      const key = normaliseName(name);
      if (key === "" || key.length > longestCompared) continue;
      const keep = (entry: Entry, alike: number) => {
        const held = found.get(entry.entity);
        if (entry.entity === except || alike < likely || (held && held.similarity >= alike)) return;
        found.set(entry.entity, { id: entry.entity, name: entry.name, similarity: alike });
      };
      for (const { key: other, entry } of this.#alike.get(`${kind} ${numbersOf(key)}`) ?? []) {
        if (Math.abs(other.length - key.length) <= (1 - likely) * Math.max(other.length, key.length))
          keep(entry, similarity(key, other));
        else if (initials(entry.name) === key || initials(name) === other) keep(entry, likely);
      }
    }
    return [...found.values()]
      .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1))
      .slice(0, mostCandidates);
  }

  /**
   * A task named by other names of its network and data set: `rn56/CIFAR-10` → `resnet56/cifar10`.
   */
  #composed(name: string): string | undefined {
    const parts = /^([^/]+)\/([^/@#]+)(.*)$/su.exec(name);
    if (!parts) return undefined;
    const network = this.resolve("network", parts[1]!);
    const dataset = this.resolve("dataset", parts[2]!);
    if (!("id" in network && "id" in dataset)) return undefined;
    const composed = `${network.id}/${dataset.id}${parts[3]}`;
    return this.has("task", composed) ? composed : undefined;
  }

  /** An id means its own entity, whatever was merged under that id before. */
  #putId(kind: ComparedKind, entry: Entry): void {
    const key = `${kind} ${entry.name}`;
    if (entry.by === "id" || !this.#ids.has(key)) this.#ids.set(key, entry);
    this.#put(kind, entry);
  }

  #put(kind: ComparedKind, entry: Entry): boolean {
    const key = normaliseName(entry.name);
    const held = this.#normalised.get(`${kind} ${key}`);
    if (key === "" || held?.some(({ entity }) => entity === entry.entity)) return false;
    push(this.#normalised, `${kind} ${key}`, entry);
    if (key.length <= longestCompared) push(this.#alike, `${kind} ${numbersOf(key)}`, { key, entry });
    return true;
  }
}

function meaningOf({ entity, by, former }: Entry): Resolution {
  return { id: entity, by, ...(former !== undefined && { former }) };
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const held = map.get(key);
  if (held) held.push(item);
  else map.set(key, [item]);
}
