import { type Facts, type SettingValue, settingId } from "../../graph/index.ts";
import type { AuditedResult, AuditedTask } from "../audit/audited-result.ts";
import { type KnownMethod, type KnownTask, methodNamed, taskNamed, type Vocabulary } from "../names/vocabulary.ts";
import type { Located, Path } from "../yaml/located-yaml.ts";
import { only } from "../yaml/refusal.ts";
import type { ReportedResult } from "./result.ts";

/** A result with what it is of: a method, or an algorithm that searched over methods. */
type Attributed = ReportedResult & { method?: string | undefined; algorithm?: string | undefined };

/**
 * One reported result as a node with its links, and as the auditor will read it in the graph. AR
 * follows from the two accuracies (paper, section 3.1) and is null without the one before; PR and
 * FR are as printed, or follow from the source's own counts before and after. What the source
 * prints is kept beside them.
 */
export function resultFacts(
  result: Attributed,
  paperId: string,
  document: Located<unknown>,
  path: Path,
  vocabulary: Vocabulary,
): { facts: Facts; audited: AuditedResult } {
  const { task, features } = taskOf(result, document, path, vocabulary);
  const method = methodOf(result, document, path, vocabulary);
  const { accuracy, parameters = null } = result;
  const baseAccuracy = result.baseAccuracy ?? features.accuracy;
  const node = { label: "Result", id: `${paperId}/${result.id}` } as const;
  const rates = reductions(result);
  const facts: Facts = {
    nodes: [
      {
        ...node,
        // A corrected row leaves nothing of the old one.
        owns: ["ON_TASK", "OF_METHOD", "WITH_SETTING", "REPORTED_IN"],
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
          baseParameters: result.baseParameters ?? features.parameters,
          printedBaseParameters: result.baseParameters ?? null,
          ...rates,
          ...flopsOf(result, features.flops),
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
  if (method) {
    facts.links.push({ type: "OF_METHOD", from: node, to: { label: "Method", id: method.id } });
    for (const [id, value] of Object.entries(method.settings)) {
      facts.links.push({ type: "WITH_SETTING", from: node, to: { label: "Setting", id: settingId(id, value) } });
    }
  }
  const { baseParameters, flops, baseFlops, flopsConvention, variant, printedAr, printedDelta, target } = result;
  const audited: AuditedResult = {
    ...{ id: node.id, paper: paperId, locator: result.source, task: auditedTask(task) },
    ...{ method: method?.id ?? null, techniques: method?.techniques ?? [], settings: method?.settings ?? {} },
    ...{ variant, accuracy, baseAccuracy, parameters, baseParameters, flops, baseFlops, flopsConvention },
    ...{ ...rates, printedAr, printedDelta, target },
  };
  return { facts, audited };
}

/** A task as the auditor reads it. */
function auditedTask({ id, features, network, dataset }: KnownTask): AuditedTask {
  const { categories, parameters, flops } = features;
  return { id, network: network.id, networkName: network.name, dataset: dataset.id, categories, parameters, flops };
}

/**
 * PR and FR, and which figures were computed: those that the file names, and these two where the
 * source gives only the counts.
 */
function reductions({ pr, fr, parameters, baseParameters, flops, baseFlops, derived }: ReportedResult) {
  const computedPr = pr === undefined && parameters && baseParameters ? 1 - parameters / baseParameters : undefined;
  const computedFr = fr === undefined && flops && baseFlops ? 1 - flops / baseFlops : undefined;
  return {
    pr: pr ?? computedPr ?? null,
    fr: fr ?? computedFr ?? null,
    derived: [...derived, ...(computedPr === undefined ? [] : ["pr"]), ...(computedFr === undefined ? [] : ["fr"])],
  };
}

/**
 * FLOPs as 2 x MACs, unknown where the source does not say how it counts, and beside them as the
 * source has them.
 */
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

function taskOf({ task: name }: Attributed, document: Located<unknown>, path: Path, vocabulary: Vocabulary) {
  const found = taskNamed(vocabulary, name);
  if (found !== undefined) return found;
  throw document.failure(
    "unknown_reference",
    [...path, "task"],
    `there is no task ${name} in the graph or in this file${meant(vocabulary, "task", name)}.`,
  );
}

/**
 * The method that a result is of, with the settings that the result states; undefined for a
 * search's result.
 */
function methodOf({ method, settings }: Attributed, document: Located<unknown>, path: Path, vocabulary: Vocabulary) {
  if (method === undefined) return undefined;
  const known = methodNamed(vocabulary, method);
  if (known === undefined) {
    throw document.failure(
      "unknown_reference",
      [...path, "method"],
      `there is no method ${method}; ingest its card first${meant(vocabulary, "method", method)}.`,
    );
  }
  for (const [id, value] of Object.entries(settings)) {
    const refusal = refusedSetting(method, known, id, value, vocabulary);
    if (refusal !== undefined) throw document.failure("unknown_reference", [...path, "settings", id], refusal);
  }
  const techniques = [...known.techniques, ...known.mergedTechniques].map(
    (id) => vocabulary.techniques.get(id)?.name ?? id,
  );
  return { id: known.id, techniques, settings };
}

/** Why a method can't have a setting, in a sentence; undefined where it can. */
function refusedSetting(
  method: string,
  known: KnownMethod,
  id: string,
  value: SettingValue,
  vocabulary: Vocabulary,
): string | undefined {
  const has = known.hyperparameters.includes(id) || known.mergedHyperparameters.includes(id);
  const offered = has ? vocabulary.hyperparameters.get(id) : undefined;
  if (offered?.values.includes(value)) return undefined;
  return offered
    ? `${method} offers no setting ${settingId(id, value)}${only(String(value), offered.values.map(String))}`
    : `${method} has no hyperparameter ${id}${only(id, [...known.hyperparameters, ...known.mergedHyperparameters])}`;
}

/** What a name that means nothing known may have meant, as the end of a sentence. */
function meant({ names }: Vocabulary, kind: "task" | "method", name: string): string {
  const resolution = names.resolve(kind, name);
  const ids = "candidates" in resolution ? resolution.candidates.map(({ id }) => id) : [];
  return ids.length === 0 ? "" : ` (did you mean ${ids.join(", ")}?)`;
}
