import { type Facts, settingId } from "../graph/index.ts";
import type { Located, Path } from "./located-yaml.ts";
import { paperNode } from "./paper-facts.ts";
import type { PaperResults, ReportedTask } from "./paper-results.ts";
import type { ReportedResult } from "./result.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A result with what it is of: a method, or an algorithm that searched over methods. */
type Attributed = ReportedResult & { method?: string | undefined; algorithm?: string | undefined };

/** What a file of results says, as nodes and relationships. Throws IngestError `unknown_reference` with file and line. */
export function paperResultsFacts(document: Located<PaperResults>, vocabulary: Vocabulary): Facts {
  const { paper, tasks, results } = document.value;
  const facts: Facts = { nodes: [paperNode(paper)], links: [] };
  for (const part of [
    ...tasks.map(taskFacts),
    ...results.map((result, at) => resultFacts(result, paper.id, document, ["results", at], vocabulary)),
  ]) {
    facts.nodes.push(...part.nodes);
    facts.links.push(...part.links);
  }
  return facts;
}

function taskFacts({ id, network, dataset, features, accuracySource }: ReportedTask): Facts {
  const task = { label: "Task", id } as const;
  return {
    nodes: [
      { ...task, properties: { ...features, accuracySource: accuracySource ?? null } },
      { label: "Network", id: network.id, properties: { name: network.name } },
      { label: "Dataset", id: dataset.id, properties: { name: dataset.name } },
    ],
    links: [
      { type: "OF_NETWORK", from: task, to: { label: "Network", id: network.id } },
      { type: "ON_DATASET", from: task, to: { label: "Dataset", id: dataset.id } },
    ],
  };
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
  const task = vocabulary.tasks.get(result.task);
  if (task === undefined) {
    throw document.failure(
      "unknown_reference",
      [...path, "task"],
      `there is no task ${result.task} in the graph or in this file.`,
    );
  }
  const { accuracy, parameters = null } = result;
  const baseAccuracy = result.baseAccuracy ?? task.features.accuracy;
  const node = { label: "Result", id: `${paperId}/${result.id}` } as const;
  const facts: Facts = {
    nodes: [
      {
        ...node,
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
      { type: "ON_TASK", from: node, to: { label: "Task", id: result.task } },
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
  const known = vocabulary.methods.get(method);
  if (known === undefined) {
    throw document.failure(
      "unknown_reference",
      [...path, "method"],
      `there is no method ${method}; ingest its card first.`,
    );
  }
  facts.links.push({ type: "OF_METHOD", from: node, to: { label: "Method", id: method } });
  for (const [id, value] of Object.entries(settings)) {
    const offered = known.hyperparameters.includes(id) ? vocabulary.hyperparameters.get(id) : undefined;
    if (!offered?.values.includes(value)) {
      throw document.failure(
        "unknown_reference",
        [...path, "settings", id],
        `${method} offers no setting ${settingId(id, value)}.`,
      );
    }
    facts.links.push({ type: "WITH_SETTING", from: node, to: { label: "Setting", id: settingId(id, value) } });
  }
}
