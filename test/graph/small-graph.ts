import { type Graph, settingId, strategyId, writeFacts } from "../../graph/index.ts";

/** Ids of the strategies that `smallGraph` makes; the first three can run. */
export const strategies = [1, 2, 3].map((value) => strategyId("A", { H: value }));
export const knowledgeOnly = [1, 2, 3].map((value) => strategyId("B", { H: value }));

export const taskId = "net/data";
export const taskFeatures = {
  categories: 10,
  imageSize: 32,
  channels: 3,
  dataAmount: 60_000,
  parameters: 900_000,
  flops: 270_000_000,
  accuracy: 0.9,
};

/** Two methods over one hyperparameter of three values, one task, one published result. */
export async function smallGraph(graph: Graph): Promise<void> {
  const values = [1, 2, 3];
  const of = (method: string) => ({ label: "Method", id: method }) as const;
  const hyperparameter = { label: "Hyperparameter", id: "H" } as const;
  const setting = (value: number) => ({ label: "Setting", id: settingId("H", value) }) as const;
  const strategy = (method: string, value: number) =>
    ({ label: "Strategy", id: strategyId(method, { H: value }) }) as const;
  const result = { label: "Result", id: "paper/r1" } as const;
  const task = { label: "Task", id: taskId } as const;
  await writeFacts(graph, {
    nodes: [
      { ...of("A"), properties: { name: "method A", executable: true, missingOperators: [], notes: [] } },
      {
        ...of("B"),
        properties: { name: "method B", executable: false, missingOperators: ["magic"], notes: ["a note"] },
      },
      { ...hyperparameter, properties: { name: "amount", unit: null } },
      { label: "Technique", id: "T", properties: { name: "pruning filters" } },
      { label: "Paper", id: "paper", properties: { title: "On pruning filters", year: 2020 } },
      { ...task, properties: taskFeatures },
      { label: "Dataset", id: "data", properties: { name: "DATA" } },
      { label: "Network", id: "net", properties: { name: "Net" } },
      {
        ...result,
        properties: {
          accuracy: 0.81,
          baseAccuracy: 0.9,
          ar: -0.1,
          pr: 0.5,
          fr: 0.4,
          parameters: 450_000,
          flops: 162_000_000,
          flags: [],
        },
      },
      ...values.map((value) => ({ ...setting(value), properties: { hyperparameter: "H", value } })),
      ...values.map((value) => ({
        ...strategy("A", value),
        properties: { executable: true, steps: JSON.stringify([{ operator: "prune", params: { amount: value } }]) },
      })),
      ...values.map((value) => ({ ...strategy("B", value), properties: { executable: false, steps: null } })),
    ],
    links: [
      ...["A", "B"].flatMap((method) => [
        { type: "HAS_HYPERPARAMETER" as const, from: of(method), to: hyperparameter, properties: { position: 0 } },
        { type: "USES_TECHNIQUE" as const, from: of(method), to: { label: "Technique" as const, id: "T" } },
        { type: "PROPOSES" as const, from: { label: "Paper" as const, id: "paper" }, to: of(method) },
        ...values.flatMap((value) => [
          { type: "OF_METHOD" as const, from: strategy(method, value), to: of(method) },
          { type: "WITH_SETTING" as const, from: strategy(method, value), to: setting(value) },
        ]),
      ]),
      ...values.map((value, position) => ({
        type: "OFFERS" as const,
        from: hyperparameter,
        to: setting(value),
        properties: { position },
      })),
      { type: "ON_DATASET", from: task, to: { label: "Dataset", id: "data" } },
      { type: "OF_NETWORK", from: task, to: { label: "Network", id: "net" } },
      {
        type: "REPORTED_IN",
        from: result,
        to: { label: "Paper", id: "paper" },
        properties: { locator: "Table 1, row 2" },
      },
      { type: "OF_METHOD", from: result, to: of("A") },
      { type: "WITH_SETTING", from: result, to: setting(2) },
      { type: "ON_TASK", from: result, to: task },
    ],
  });
}
