import type { Source } from "../../ingest/index.ts";
import { type RandomSource, randomness } from "../randomness.ts";

/** How much is invented. */
export interface SyntheticCards {
  /** How many cards, one method each. */
  cards: number;
  /** Strategies that each card spans: a multiple of 10. */
  strategies: number;
  /**
   * Results that each card reports of its own method; none when absent. Ingest `syntheticTasks`
   * together with them.
   */
  rows?: number;
  /** Number of tasks that these are spread over. */
  tasks?: number;
  seed: number;
}

export interface SyntheticResults {
  /** How many papers, one file of results each. */
  files: number;
  /** Results in each. */
  rows: number;
  /** How many of the methods of `syntheticCards` they are of. */
  methods: number;
  /** Number of tasks that they are spread over. */
  tasks: number;
  seed: number;
}

const techniques = 20;
const fractions = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];

/**
 * Method cards that nobody wrote, the same for the same seed, to see how fast the graph is at size:
 * each method prunes and tunes, shares one hyperparameter and two of twenty techniques with others,
 * and has a hyperparameter of its own. To be ingested in this order one by one, or together.
 */
export function syntheticCards({ cards, strategies, rows = 0, tasks = 1, seed }: SyntheticCards): Source[] {
  const random = randomness(seed)("synthetic cards");
  const measured = randomness(seed)("synthetic results of cards");
  return Array.from({ length: cards }, (_, at) => ({
    file: `synthetic/card-${digits(at)}.yaml`,
    text: card(at, strategies / fractions.length, random) + resultsOfCard(at, rows, tasks, measured),
  }));
}

/**
 * A file of results that defines the tasks `syntheticTask(0)` and on; the results in it are of a
 * search, so of no method.
 */
export function syntheticTasks(tasks: number): Source {
  const all = Array.from({ length: tasks }, (_, at) => at);
  const text = `paper: { id: "synthetic:tasks", title: Invented paper on tasks, year: 2010 }
tasks:
${all.map(task).join("\n")}
results:
${all.map((at) => `  - { id: t${at}, algorithm: invented, task: ${syntheticTask(at)}, accuracy: ${baseAccuracyOf(at)}, source: row ${at} }`).join("\n")}
`;
  return { file: "synthetic/tasks.yaml", text };
}

/**
 * Files of results that nobody measured, of the methods of `syntheticCards` (ingest those before or
 * together with these), the same for the same seed. The more is removed the lower the accuracy,
 * methods and tasks differ in how much, and half the rows name both settings.
 */
export function syntheticResults({ files, rows, methods, tasks, seed }: SyntheticResults): Source[] {
  const random = randomness(seed)("synthetic results");
  return Array.from({ length: files }, (_, at) => ({
    file: `synthetic/results-${digits(at)}.yaml`,
    text: results(at, rows, methods, tasks, random),
  }));
}

/** Ids of the invented entities, to query the graph with. */
const syntheticMethod = (at: number) => `SYN${digits(at)}`;
const syntheticTask = (at: number) => `synnet${Math.floor(at / 4)}/syndata${at % 4}`;

function card(at: number, ownValues: number, random: RandomSource): string {
  const own =
    at < techniques ? `{ id: SYNTE${at}, name: Invented technique ${at} }` : `{ ref: SYNTE${at % techniques} }`;
  // An earlier card defines it.
  const other = at === 0 ? 0 : (at * 7 + 3) % Math.min(at, techniques);
  const shared = `{ id: SYNHP, name: invented share removed, unit: x P(M), values: [${fractions.join(", ")}] }`;
  const epochs = Array.from({ length: ownValues }, (_, place) => (place + 1) / 100);
  return `id: ${syntheticMethod(at)}
name: Invented method ${at}
paper: { id: "synthetic:method-${digits(at)}", title: Invented paper ${at} on a method, year: ${2010 + (at % 16)} }
techniques: [${[own, ...(other === at % techniques ? [] : [`{ ref: SYNTE${other} }`])].join(", ")}]
hyperparameters:
  - ${at === 0 ? shared : "{ ref: SYNHP }"}
  - { id: ${ownHyperparameter(at)}, name: invented tuning epochs ${at}, unit: x pre-training epochs, values: [${epochs.join(", ")}] }
steps:
  - prune: { score: l1, allocation: uniform, remove: $SYNHP, atMostPerLayer: ${(0.5 + 0.4 * random()).toFixed(2)} }
  - fineTune: { epochs: $${ownHyperparameter(at)} }
`;
}

function results(at: number, rows: number, methods: number, tasks: number, random: RandomSource): string {
  const here = [at % tasks, (at + 1) % tasks].slice(0, Math.min(2, tasks));
  const reported = Array.from({ length: rows }, (_, row) =>
    result(row, here[row % here.length]!, Math.floor(random() * methods), random),
  );
  return `paper: { id: "synthetic:results-${digits(at)}", title: Invented paper ${at} of results, year: ${2010 + (at % 16)} }
tasks:
${here.map(task).join("\n")}
results:
${reported.map(({ method, rest }) => `  - { method: ${method}, ${rest} }`).join("\n")}
`;
}

/** What a card reports of its own method. */
function resultsOfCard(at: number, rows: number, tasks: number, random: RandomSource): string {
  if (rows === 0) return "";
  const reported = Array.from({ length: rows }, (_, row) => result(row, (at + row) % tasks, at, random));
  return `results:\n${reported.map(({ rest }) => `  - { ${rest} }`).join("\n")}\n`;
}

function task(at: number): string {
  const [network, dataset] = syntheticTask(at).split("/");
  return `  - id: ${syntheticTask(at)}
    network: { id: ${network}, name: Invented-${network?.slice(6)} network, family: Invented networks }
    dataset: { id: ${dataset}, name: Invented data ${dataset?.slice(7)} }
    features: { categories: 10, imageSize: 32, channels: 3, dataAmount: 60000, parameters: ${parametersOf(at)}, flops: ${300 * parametersOf(at)}, accuracy: ${baseAccuracyOf(at)} }
    accuracySource: invented`;
}

function result(row: number, taskAt: number, method: number, random: RandomSource): { method: string; rest: string } {
  const removed = fractions[Math.floor(random() * fractions.length)]!;
  const pr = Math.min(0.99, removed + 0.04 * random());
  const harm = (0.02 + 0.1 * ((method * 37) % 100) * 0.01) * (1 + 0.1 * taskAt);
  const accuracy = Math.max(0.1, baseAccuracyOf(taskAt) * (1 - harm * pr ** 2) + 0.01 * (random() - 0.5));
  const own = random() < 0.5 ? `, ${ownHyperparameter(method)}: 0.01` : "";
  const rest =
    `id: r${row}, task: ${syntheticTask(taskAt)}, settings: { SYNHP: ${removed}${own} }, ` +
    `accuracy: ${accuracy.toFixed(4)}, pr: ${pr.toFixed(4)}, fr: ${(0.9 * pr).toFixed(4)}, ` +
    `parameters: ${Math.round(parametersOf(taskAt) * (1 - pr))}, source: "Table ${1 + Math.floor(row / 50)}, row ${row % 50}"`;
  return { method: syntheticMethod(method), rest };
}

const digits = (at: number) => String(at).padStart(4, "0");
const ownHyperparameter = (at: number) => `SYNHP${digits(at)}`;
const parametersOf = (task: number) => 500_000 + 250_000 * task;
const baseAccuracyOf = (task: number) => (95 - (task % 30)) / 100;
