import {
  type Experience,
  entityKey,
  settingId,
  strategyId,
  type TaskFeatures,
  type Triple,
} from "../../graph/index.ts";

/** Five of Table 1's hyperparameters. */
const values: Record<string, (number | string)[]> = {
  HP1: [0.1, 0.2, 0.3, 0.4, 0.5],
  HP2: [0.04, 0.12, 0.2, 0.36, 0.4],
  HP6: [0.7, 0.9],
  HP9: [0.1, 0.2, 0.3, 0.4, 0.5],
  HP10: [1, 3, 5],
};

/** Two of Table 1's methods as they are: NS with 50 strategies, SFP with 75. */
const methods: Record<string, { techniques: string[]; hyperparameters: string[] }> = {
  NS: { techniques: ["TE4", "TE3"], hyperparameters: ["HP1", "HP2", "HP6"] },
  SFP: { techniques: ["TE5"], hyperparameters: ["HP2", "HP9", "HP10"] },
};

/** Their knowledge graph: 125 strategies, 125 + 375 + 6 + 3 + 20 = 529 triples. */
export function smallGraph(): Triple[] {
  const triples: Triple[] = [];
  for (const [id, offered] of Object.entries(values)) {
    for (const value of offered) {
      const tail = entityKey("Setting", settingId(id, value));
      triples.push({ head: entityKey("Hyperparameter", id), relation: "OFFERS", tail });
    }
  }
  for (const [id, { techniques, hyperparameters }] of Object.entries(methods)) {
    const method = entityKey("Method", id);
    for (const technique of techniques) {
      triples.push({ head: method, relation: "USES_TECHNIQUE", tail: entityKey("Technique", technique) });
    }
    for (const hyperparameter of hyperparameters) {
      const tail = entityKey("Hyperparameter", hyperparameter);
      triples.push({ head: method, relation: "HAS_HYPERPARAMETER", tail });
    }
    for (const settings of combinations(hyperparameters)) {
      const strategy = entityKey("Strategy", strategyId(id, settings));
      triples.push({ head: strategy, relation: "OF_METHOD", tail: method });
      for (const [hyperparameter, value] of Object.entries(settings)) {
        const tail = entityKey("Setting", settingId(hyperparameter, value));
        triples.push({ head: strategy, relation: "WITH_SETTING", tail });
      }
    }
  }
  return triples;
}

function combinations(ids: string[]): Record<string, number | string>[] {
  return ids.reduce<Record<string, number | string>[]>(
    (sofar, id) => sofar.flatMap((settings) => values[id]!.map((value) => ({ ...settings, [id]: value }))),
    [{}],
  );
}

export const resnet56: TaskFeatures = {
  categories: 10,
  imageSize: 32,
  channels: 3,
  dataAmount: 60_000,
  parameters: 900_762,
  flops: 268_890_000,
  accuracy: 0.9104,
};

export const vgg16: TaskFeatures = {
  categories: 100,
  imageSize: 32,
  channels: 3,
  dataAmount: 60_000,
  parameters: 14_774_436,
  flops: 628_960_000,
  accuracy: 0.7003,
};

/** Six rows of the paper's Table 2. */
export const someExperience: Experience[] = [
  {
    methodId: "NS",
    settings: { HP2: 0.4 },
    task: resnet56,
    ar: -0.0203,
    pr: 0.4002,
    share: 0.4,
    source: "Table 2, 40 %, NS",
  },
  {
    methodId: "NS",
    settings: { HP2: 0.4 },
    task: vgg16,
    ar: -0.0003,
    pr: 0.4,
    share: 0.4,
    source: "Table 2, 40 %, NS",
  },
  {
    methodId: "SFP",
    settings: { HP2: 0.4 },
    task: resnet56,
    ar: -0.0307,
    pr: 0.3852,
    share: 0.4,
    source: "Table 2, 40 %, SFP",
  },
  {
    methodId: "SFP",
    settings: { HP2: 0.4 },
    task: vgg16,
    ar: -0.0058,
    pr: 0.3973,
    share: 0.4,
    source: "Table 2, 40 %, SFP",
  },
  { methodId: "NS", settings: {}, task: resnet56, ar: -0.0583, pr: 0.7005, share: 0.7, source: "Table 2, 70 %, NS" },
  { methodId: "SFP", settings: {}, task: resnet56, ar: -0.045, pr: 0.6807, share: 0.7, source: "Table 2, 70 %, SFP" },
];
