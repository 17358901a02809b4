import type { Facts } from "../../graph/index.ts";
import { aliasFacts } from "../names/alias-facts.ts";
import { namedFamily, networkFamily } from "../names/network-family.ts";
import { canonicalId, isNameOnly, methodNamed, taskNamed, type Vocabulary } from "../names/vocabulary.ts";
import type { Stated } from "../stated.ts";
import type { Located } from "../yaml/located-yaml.ts";
import type { PaperResults, ReportedTask } from "./file.ts";
import { resultFacts } from "./result-facts.ts";
import { paperNode } from "./source-facts.ts";

/**
 * What a file of results states. A method that it names and nothing else is known of is one that it
 * defines.
 *
 * @throws IngestError `unknown_reference` with the place in the document.
 */
export function paperResultsFacts(document: Located<PaperResults>, vocabulary: Vocabulary): Stated {
  const { paper, methods, tasks, results } = document.value;
  const stated: Stated = { nodes: [paperNode(paper)], links: [], methods: [], results: [] };
  const add = ({ nodes, links }: Facts) => {
    stated.nodes.push(...nodes);
    stated.links.push(...links);
  };
  for (const method of methods) {
    const { id, facts } = namedMethodFacts(method, paper.id, vocabulary);
    add(facts);
    if (id !== undefined) stated.methods.push({ id, strategies: 0, executable: false, missingOperators: [] });
  }
  for (const task of tasks) add(taskFacts(task, vocabulary));
  results.forEach((result, at) => {
    const { facts, audited } = resultFacts(result, paper.id, document, ["results", at], vocabulary);
    add(facts);
    stated.results.push(audited);
  });
  return stated;
}

/**
 * A method known by its name alone; `id` is that of one that is new. What the graph holds of one
 * already stays as it is, and one that was merged away says nothing of its own. Only a method of
 * which nothing else is known gets the paper that proposes it from here; otherwise its card states
 * that.
 */
function namedMethodFacts(
  { id, name, aliases, isOwn }: PaperResults["methods"][number],
  paperId: string,
  vocabulary: Vocabulary,
): { id: string | undefined; facts: Facts } {
  const known = methodNamed(vocabulary, id);
  if (known === undefined || vocabulary.names.mergedInto("method", id) !== undefined)
    return { id: undefined, facts: { nodes: [], links: [] } };
  const method = { label: "Method", id: known.id } as const;
  const fresh = vocabulary.fresh.get(`method ${known.id}`);
  const properties = { name: fresh ?? name, steps: "[]", notes: [], executable: false, missingOperators: [] };
  const further = aliasFacts("method", { id: known.id, name, aliases }, vocabulary.fresh);
  const proposes = { type: "PROPOSES", from: { label: "Paper", id: paperId }, to: method } as const;
  const facts: Facts = {
    nodes: [{ ...method, properties: fresh === undefined ? {} : properties }, ...further.nodes],
    links: [...(isOwn && isNameOnly(known) ? [proposes] : []), ...further.links],
  };
  return { id: fresh === undefined ? undefined : known.id, facts };
}

/**
 * A task with its network, the family of that, and data set. A known network or data set keeps the
 * name it has; a task merged away says nothing of its own.
 */
function taskFacts({ id, network, dataset, features, accuracySource }: ReportedTask, vocabulary: Vocabulary): Facts {
  const on = [
    { type: "OF_NETWORK", label: "Network", kind: "network", named: network },
    { type: "ON_DATASET", label: "Dataset", kind: "dataset", named: dataset },
  ] as const;
  const facts: Facts = { nodes: [], links: [] };
  const task = { label: "Task", id: taskNamed(vocabulary, id)?.task.id ?? id } as const;
  const merged = vocabulary.names.mergedInto("task", id) !== undefined;
  if (!merged) facts.nodes.push({ ...task, properties: { ...features, accuracySource: accuracySource ?? null } });
  for (const { type, label, kind, named } of on) {
    const node = { label, id: canonicalId(vocabulary, kind, named.id) };
    const name = vocabulary.fresh.get(`${kind} ${node.id}`);
    facts.nodes.push({ ...node, properties: name === undefined ? {} : { name } });
    if (!merged) facts.links.push({ type, from: task, to: node });
    const aliases = aliasFacts(kind, { ...named, id: node.id }, vocabulary.fresh);
    facts.nodes.push(...aliases.nodes);
    facts.links.push(...aliases.links);
  }
  const inFamily = familyFacts(network, vocabulary);
  facts.nodes.push(...inFamily.nodes);
  facts.links.push(...inFamily.links);
  return facts;
}

/** The family that a network is stated to be in, or is in by its name. One merged away is in none. */
function familyFacts({ id, name, family: stated }: ReportedTask["network"], vocabulary: Vocabulary): Facts {
  const family = stated === undefined ? networkFamily(name) : namedFamily(stated);
  if (!family || canonicalId(vocabulary, "network", id) !== id) return { nodes: [], links: [] };
  const node = { label: "NetworkFamily", id: family.id } as const;
  return {
    nodes: [{ ...node, properties: { name: family.name } }],
    links: [{ type: "IN_FAMILY", from: { label: "Network", id }, to: node }],
  };
}
