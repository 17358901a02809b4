import { type Facts, settingId } from "../../graph/index.ts";
import { aliasFacts } from "../names/alias-facts.ts";
import { canonicalId, isNameOnly, methodNamed, taskNamed, type Vocabulary } from "../names/vocabulary.ts";
import type { Located, Path } from "../yaml/located-yaml.ts";
import { only } from "../yaml/refusal.ts";
import type { PaperResults, ReportedTask } from "./file.ts";
import type { ReportedResult } from "./result.ts";
import { paperNode } from "./source-facts.ts";

/** A result with what it is of: a method, or an algorithm that searched over methods. */
type Attributed = ReportedResult & { method?: string | undefined; algorithm?: string | undefined };

/** What a file of results says, as nodes and relationships. Throws IngestError `unknown_reference` with file and line. */
export function paperResultsFacts(document: Located<PaperResults>, vocabulary: Vocabulary): Facts {
  const { paper, methods, tasks, results } = document.value;
  const facts: Facts = { nodes: [paperNode(paper)], links: [] };
  for (const part of [
    ...methods.map((method) => namedMethodFacts(method, paper.id, vocabulary)),
    ...tasks.map((task) => taskFacts(task, vocabulary)),
    ...results.map((result, at) => resultFacts(result, paper.id, document, ["results", at], vocabulary)),
  ]) {
    facts.nodes.push(...part.nodes);
    facts.links.push(...part.links);
  }
  return facts;
}

/**
 * A method known by its name alone. What the graph has of one already stays as it is, and one that was merged away says nothing of its own.
 * Only a method of which nothing else is known gets the paper that proposes it from here; else its card tells that.
 */
function namedMethodFacts(
  { id, name, aliases, isOwn }: PaperResults["methods"][number],
  paperId: string,
  vocabulary: Vocabulary,
): Facts {
  const known = methodNamed(vocabulary, id);
  if (known === undefined || vocabulary.names.mergedInto("method", id) !== undefined) return { nodes: [], links: [] };
  const method = { label: "Method", id: known.id } as const;
  const fresh = vocabulary.fresh.get(`method ${known.id}`);
  const properties = { name: fresh ?? name, steps: "[]", notes: [], executable: false, missingOperators: [] };
  const further = aliasFacts("method", { id: known.id, name, aliases }, vocabulary.fresh);
  const proposes = { type: "PROPOSES", from: { label: "Paper", id: paperId }, to: method } as const;
  return {
    nodes: [{ ...method, properties: fresh === undefined ? {} : properties }, ...further.nodes],
    links: [...(isOwn && isNameOnly(known) ? [proposes] : []), ...further.links],
  };
}

/** A task with its network and data set. A known network or data set keeps the name it has; a task merged away says nothing of its own. */
function taskFacts({ id, network, dataset, features, accuracySource }: ReportedTask, vocabulary: Vocabulary): Facts {
  const on = [
    { type: "OF_NETWORK", label: "Network", kind: "network", named: network },
    { type: "ON_DATASET", label: "Dataset", kind: "dataset", named: dataset },
  ] as const;
  const facts: Facts = { nodes: [], links: [] };
  const task = { label: "Task", id: taskNamed(vocabulary, id)?.id ?? id } as const;
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
  return facts;
}

/**
 * One reported result as a node with its links. AR follows from the two accuracies (paper, section 3.1) and is null without the
 * one before; PR and FR are as printed, or follow from the source's own counts before and after. What the source prints stands beside.
 */
export function resultFacts(
  result: Attributed,
  paperId: string,
  document: Located<unknown>,
  path: Path,
  vocabulary: Vocabulary,
): Facts {
  const task = taskNamed(vocabulary, result.task);
  if (task === undefined) {
    throw document.failure(
      "unknown_reference",
      [...path, "task"],
      `there is no task ${result.task} in the graph or in this file${meant(vocabulary, "task", result.task)}.`,
    );
  }
  const { accuracy, parameters = null } = result;
  const baseAccuracy = result.baseAccuracy ?? task.features.accuracy;
  const node = { label: "Result", id: `${paperId}/${result.id}` } as const;
  const facts: Facts = {
    nodes: [
      {
        ...node,
        owns: ["ON_TASK", "OF_METHOD", "WITH_SETTING", "REPORTED_IN"], // a corrected row leaves nothing of the old one
        properties: {
          algorithm: result.algorithm ?? null,
          label: result.label ?? null,
          variant: result.variant ?? null,
          stated: Object.entries(result.stated).map(([name, value]) => `${name}=${value}`),
          accuracy,
          baseAccuracy,
          ar: baseAccuracy ? (accuracy - baseAccuracy) / baseAccuracy : null,
          printedAr: result.printedAr ?? null,
          printedDelta: result.printedDelta ?? null,
          parameters,
          baseParameters: result.baseParameters ?? task.features.parameters,
          printedBaseParameters: result.baseParameters ?? null,
          ...reductions(result),
          ...flopsOf(result, task.features.flops),
          target: result.target ?? null,
          flags: result.flags,
        },
      },
    ],
    links: [
      { type: "ON_TASK", from: node, to: { label: "Task", id: task.id } },
      {
        type: "REPORTED_IN",
        from: node,
        to: { label: "Paper", id: paperId },
        properties: { locator: result.source, ...(result.alsoIn && { alsoIn: result.alsoIn }) },
      },
    ],
  };
  if (result.method === undefined) return facts;
  addMethod(facts, node, { ...result, method: result.method }, document, path, vocabulary);
  return facts;
}

/** PR and FR, and which figures were computed: those that the file says, and these two where the source gives only the counts. */
function reductions({ pr, fr, parameters, baseParameters, flops, baseFlops, derived }: ReportedResult) {
  const computedPr = pr === undefined && parameters && baseParameters ? 1 - parameters / baseParameters : undefined;
  const computedFr = fr === undefined && flops && baseFlops ? 1 - flops / baseFlops : undefined;
  return {
    pr: pr ?? computedPr ?? null,
    fr: fr ?? computedFr ?? null,
    derived: [...derived, ...(computedPr === undefined ? [] : ["pr"]), ...(computedFr === undefined ? [] : ["fr"])],
  };
}

/** FLOPs as 2 x MACs, unknown where the source does not say how it counts, and beside them as the source has them. */
function flopsOf({ flops, baseFlops, flopsConvention }: ReportedResult, ofTask: number | null) {
  const factor = { "2xMACs": 1, MACs: 2, unstated: null }[flopsConvention];
  const normalised = (printed: number | undefined) =>
    printed === undefined || factor === null ? null : printed * factor;
  return {
    flops: normalised(flops),
    baseFlops: baseFlops === undefined ? ofTask : normalised(baseFlops),
    printedFlops: flops ?? null,
    printedBaseFlops: baseFlops ?? null,
    flopsConvention,
  };
}

function addMethod(
  facts: Facts,
  node: { label: "Result"; id: string },
  { method, settings }: ReportedResult & { method: string },
  document: Located<unknown>,
  path: Path,
  vocabulary: Vocabulary,
): void {
  const known = methodNamed(vocabulary, method);
  if (known === undefined) {
    throw document.failure(
      "unknown_reference",
      [...path, "method"],
      `there is no method ${method}; ingest its card first${meant(vocabulary, "method", method)}.`,
    );
  }
  facts.links.push({ type: "OF_METHOD", from: node, to: { label: "Method", id: known.id } });
  for (const [id, value] of Object.entries(settings)) {
    const has = known.hyperparameters.includes(id) || known.mergedHyperparameters.includes(id);
    const offered = has ? vocabulary.hyperparameters.get(id) : undefined;
    if (!offered?.values.includes(value)) {
      throw document.failure(
        "unknown_reference",
        [...path, "settings", id],
        offered
          ? `${method} offers no setting ${settingId(id, value)}${only(String(value), offered.values.map(String))}`
          : `${method} has no hyperparameter ${id}${only(id, [...known.hyperparameters, ...known.mergedHyperparameters])}`,
      );
    }
    facts.links.push({ type: "WITH_SETTING", from: node, to: { label: "Setting", id: settingId(id, value) } });
  }
}

/** What a name that means nothing known may have meant, as the end of a sentence. */
function meant({ names }: Vocabulary, kind: "task" | "method", name: string): string {
  const resolution = names.resolve(kind, name);
  const ids = "candidates" in resolution ? resolution.candidates.map(({ id }) => id) : [];
  return ids.length === 0 ? "" : ` (did you mean ${ids.join(", ")}?)`;
}
