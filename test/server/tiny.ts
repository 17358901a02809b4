import { type Graph, migrate } from "../../graph/index.ts";
import { ingestCard } from "../../ingest/index.ts";
import { automcJson } from "./cli/command-line.ts";

/** A method whose strategies take a second each: prune, then one epoch. */
const card = `id: CUT
name: Cut and tune
paper: { id: "doi:10.1000/cut", title: Cut and Tune, year: 2020 }
techniques:
  - { id: TE90, name: Pruning for tests }
hyperparameters:
  - { id: HP90, name: share removed, unit: x P(M), values: [0.1, 0.2, 0.3] }
  - { id: HP91, name: score, values: [l1, l2] }
steps:
  - prune: { score: $HP91, remove: $HP90 }
  - fineTune: { epochs: 0.1 }
`;

/** A graph with one quick method of six strategies, so that a study takes seconds. */
export async function writeTinyKnowledge(graph: Graph): Promise<void> {
  await migrate(graph, { vectorDimension: 32 });
  await ingestCard(graph, { file: "cut.yaml", text: card }, { operators: ["prune", "fineTune"] });
}

/** Options of `automc model train` for a model that is trained in a second: 360 digits, one epoch. */
const tinyTraining = ["--width", "4", "--data", "mnist", "--sample", "0.05", "--epochs", "1"];

/** Trains the tiny model through the command line and names it `tiny`; gives its hash and card. */
export function trainTiny(environment: NodeJS.ProcessEnv) {
  return automcJson<{ name: string; hash: string; path: string; card: TinyCard }>(
    ["model", "train", "resnet8", ...tinyTraining, "--name", "tiny"],
    environment,
  );
}

/** What the tests read of a model's card. */
export interface TinyCard {
  parameters: number;
  testAccuracy: number;
  validationAccuracy: number;
  normalisation: { mean: number[]; std: number[] };
}
