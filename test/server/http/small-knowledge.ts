import { type Graph, writeFacts } from "../../../graph/index.ts";

export const taskId = "resnet8/mnist";

/** The task's own features. */
const features = {
  categories: 10,
  imageSize: 28,
  channels: 1,
  dataAmount: 10_000,
  parameters: 77_000,
  flops: 2e7,
  accuracy: 0.9,
};

/**
 * Two methods (one that can run), five strategies, a paper with a result, a task: enough to ask
 * every question of the API.
 */
export async function writeSmallKnowledge(graph: Graph): Promise<void> {
  const settings = [0.04, 0.12, 0.2];
  const nodes: Parameters<typeof writeFacts>[1]["nodes"] = [
    {
      label: "Method",
      id: "NS",
      properties: { name: "Network slimming", executable: true, missingOperators: [], notes: ["constant s"] },
    },
    {
      label: "Method",
      id: "LMA",
      properties: { name: "LMA", executable: false, missingOperators: ["distill"], notes: [] },
    },
    { label: "Technique", id: "TE3", properties: { name: "Fine tune" } },
    { label: "Hyperparameter", id: "HP2", properties: { name: "parameters removed", unit: null } },
    ...settings.map((value) => ({
      label: "Setting" as const,
      id: `HP2=${value}`,
      properties: { hyperparameter: "HP2", value },
    })),
    ...settings.map((value) => ({
      label: "Strategy" as const,
      id: `NS(HP2=${value})`,
      properties: { executable: true, steps: JSON.stringify([{ operator: "prune", params: { remove: value } }]) },
    })),
    ...settings.slice(0, 2).map((value) => ({
      label: "Strategy" as const,
      id: `LMA(HP2=${value})`,
      properties: { executable: false, steps: null },
    })),
    {
      label: "Paper",
      id: "arXiv:1708.06519",
      properties: { title: "Network Slimming", year: 2017, authors: ["Zhuang Liu"] },
    },
    { label: "Dataset", id: "mnist", properties: { name: "MNIST" } },
    { label: "Network", id: "resnet8", properties: { name: "ResNet-8" } },
    { label: "Task", id: taskId, properties: features },
    {
      label: "Result",
      id: "ns-1",
      properties: {
        accuracy: 0.93,
        baseAccuracy: 0.94,
        ar: -0.0106,
        pr: 0.4,
        fr: 0.3,
        parameters: 540_000,
        flops: 1.6e8,
        flags: ["rounded"],
      },
    },
  ];
  const link = (type: string, from: [string, string], to: [string, string], properties = {}) =>
    ({
      type,
      from: { label: from[0], id: from[1] },
      to: { label: to[0], id: to[1] },
      properties,
    }) as Parameters<typeof writeFacts>[1]["links"][number];
  const strategies = nodes.filter(({ label }) => label === "Strategy");
  await writeFacts(graph, {
    nodes,
    links: [
      link("PROPOSES", ["Paper", "arXiv:1708.06519"], ["Method", "NS"]),
      link("USES_TECHNIQUE", ["Method", "NS"], ["Technique", "TE3"]),
      link("HAS_HYPERPARAMETER", ["Method", "NS"], ["Hyperparameter", "HP2"], { position: 0 }),
      link("HAS_HYPERPARAMETER", ["Method", "LMA"], ["Hyperparameter", "HP2"], { position: 0 }),
      ...settings.map((value, position) =>
        link("OFFERS", ["Hyperparameter", "HP2"], ["Setting", `HP2=${value}`], { position }),
      ),
      ...strategies.flatMap(({ id }) => [
        link("OF_METHOD", ["Strategy", id], ["Method", id.split("(")[0]!]),
        link("WITH_SETTING", ["Strategy", id], ["Setting", id.slice(id.indexOf("(") + 1, -1)]),
      ]),
      link("ON_DATASET", ["Task", taskId], ["Dataset", "mnist"]),
      link("OF_NETWORK", ["Task", taskId], ["Network", "resnet8"]),
      link("REPORTED_IN", ["Result", "ns-1"], ["Paper", "arXiv:1708.06519"], { locator: "Table 1, row 2" }),
      link("OF_METHOD", ["Result", "ns-1"], ["Method", "NS"]),
      link("WITH_SETTING", ["Result", "ns-1"], ["Setting", "HP2=0.2"]),
      link("ON_TASK", ["Result", "ns-1"], ["Task", taskId]),
    ],
  });
}
