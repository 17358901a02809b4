import { percent } from "../../format.ts";
import type { PublishedResult } from "./published.ts";
import { blocks, type Chosen, type ContenderResult } from "./run.ts";

/** A table with a title, its heads and its rows of text. */
export interface ExperimentTable {
  title: string;
  heads: string[];
  rows: string[][];
}

/** The original on the searched network, and on those that schemes are transferred to. */
export interface Originals {
  network: string;
  parameters: number;
  flops: number;
  testAccuracy: number;
}

type Printed = (contender: string, task: string, block: number) => PublishedResult | undefined;

/**
 * The paper's Tables 2 and 3 and its Figure 6 from what was measured, each beside what the paper
 * prints for its own, larger networks.
 *
 * @param originals the searched network's first, then the others'
 * @param published what the paper prints
 */
export function experimentTables(
  results: readonly ContenderResult[],
  originals: readonly [Originals, ...Originals[]],
  published: Printed,
): ExperimentTable[] {
  const [original, ...others] = originals;
  return [
    ...blocks.map((block) => compression(results, original, block, published)),
    transferTable(results, others, published),
    schemes(results),
  ];
}

function compression(
  results: readonly ContenderResult[],
  { network, parameters, flops, testAccuracy }: Originals,
  block: number,
  published: Printed,
): ExperimentTable {
  const rows = results.map(({ contender: { name }, chosen }) => {
    const printed = published(name, "resnet56/cifar10", block);
    const paper = [percent(printed?.pr), percent(printed?.ar, true)];
    const own = chosen.find((each) => each.block === block);
    if (!own) return [name, "none", "", "", "", "", "", ...paper];
    return [
      name,
      percent(1 - own.parameters / parameters),
      percent(1 - own.flops / flops),
      percent(own.testAccuracy),
      percent(own.ar, true),
      `${own.epochs}`,
      percent(own.equalAr, true),
      ...paper,
    ];
  });
  const [first] = results.flatMap(({ chosen }) => chosen);
  const trainedOn = first ? `; trained on for ${first.equalEpochs} epochs ${percent(first.originalAr, true)}` : "";
  return {
    title: `Table 2, about ${100 * block} %: ${network}, ${percent(testAccuracy)} before${trainedOn}`,
    heads: ["algorithm", "PR", "FR", "accuracy", "AR", "epochs", "AR, equal epochs", "paper: PR", "paper: AR"],
    rows,
  };
}

function transferTable(
  results: readonly ContenderResult[],
  others: readonly Originals[],
  published: Printed,
): ExperimentTable {
  const cell = (chosen: Chosen | undefined, at: number) => {
    if (!chosen) return "none";
    const { result } = chosen.transferred[at]!;
    return result ? `${percent(result.pr)}, ${percent(result.fr)}, ${percent(result.accuracy)}` : "can't run";
  };
  const paperTasks = ["resnet20/cifar10", "resnet164/cifar10"];
  return {
    title: `Table 3: the schemes for 40 % on other depths (${others
      .map(({ network, testAccuracy }) => `${network}, ${percent(testAccuracy)} before`)
      .join("; ")})`,
    heads: [
      "algorithm",
      ...others.map(({ network }) => `${network}: PR, FR, accuracy`),
      ...paperTasks.map((task) => `paper: ${task.split("/")[0]}`),
    ],
    rows: results
      .filter(({ contender }) => contender.kind !== "ablation")
      .map(({ contender: { name }, chosen }) => {
        const own = chosen.find(({ block }) => block === blocks[0]);
        return [
          name,
          ...others.map((_, at) => cell(own, at)),
          ...paperTasks.map((task) => percent(published(name, task, blocks[0])?.accuracy)),
        ];
      }),
  };
}

function schemes(results: readonly ContenderResult[]): ExperimentTable {
  return {
    title: "Figure 6: the schemes that were chosen",
    heads: ["algorithm", "block", "scheme"],
    rows: results.flatMap(({ contender: { name }, chosen }) =>
      chosen.map(({ block, scheme }) => [name, percent(block), scheme.join(" -> ")]),
    ),
  };
}

/** A table as Markdown. */
export function markdown({ title, heads, rows }: ExperimentTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [`## ${title}`, "", line(heads), line(heads.map(() => "---")), ...rows.map(line), ""].join("\n");
}
