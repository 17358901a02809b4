import { auditedRow, type Facts } from "../../graph/index.ts";
import type { Vocabulary } from "../names/vocabulary.ts";
import type { AuditedResult } from "./audited-result.ts";

/** The results among facts that are to be written, as the auditor will read them in the graph afterwards. */
export function resultsOf({ nodes, links }: Facts, vocabulary: Vocabulary): AuditedResult[] {
  const linksOf = new Map<string, Facts["links"]>();
  for (const link of links) {
    if (link.from.label !== "Result") continue;
    const held = linksOf.get(link.from.id);
    if (held) held.push(link);
    else linksOf.set(link.from.id, [link]);
  }
  return nodes
    .filter(({ label }) => label === "Result")
    .map(({ id, properties }) => {
      const ends = (type: string) => (linksOf.get(id) ?? []).filter((link) => link.type === type);
      const [paper, method] = [ends("REPORTED_IN")[0], ends("OF_METHOD")[0]?.to.id ?? null];
      const stated = properties.flopsConvention !== undefined && properties.flopsConvention !== null;
      return auditedRow.parse({
        ...properties,
        id,
        paper: paper?.to.id,
        locator: paper?.properties?.locator,
        task: taskOf(ends("ON_TASK")[0]?.to.id, vocabulary),
        method,
        techniques: techniquesOf(method, vocabulary),
        settings: ends("WITH_SETTING").map(({ to }) => settingOf(to.id, vocabulary)),
        flops: stated ? properties.printedFlops : properties.flops,
        baseFlops: stated ? properties.printedBaseFlops : null,
        baseParameters: stated ? properties.printedBaseParameters : null,
      });
    });
}

function taskOf(id: string | undefined, { tasks }: Vocabulary) {
  const task = tasks.get(id ?? "");
  return (
    task && {
      ...task.features,
      id: task.id,
      network: task.network.id,
      networkName: task.network.name,
      dataset: task.dataset.id,
    }
  );
}

function techniquesOf(method: string | null, { methods, techniques }: Vocabulary): string[] {
  const known = method === null ? undefined : methods.get(method);
  return [...(known?.techniques ?? []), ...(known?.mergedTechniques ?? [])].map((id) => techniques.get(id)?.name ?? id);
}

/** `HP2=0.12` as hyperparameter and value; the value as its hyperparameter has it, number or text. */
function settingOf(id: string, { hyperparameters }: Vocabulary) {
  const [hyperparameter = "", text] = id.split(/=(.*)/);
  const value = hyperparameters.get(hyperparameter)?.values.find((each) => String(each) === text);
  return { hyperparameter, value: value ?? text };
}
