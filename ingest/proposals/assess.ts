import type { FlopsConvention } from "../../graph/index.ts";
import { percent } from "../audit/in-words.ts";
import type { PaperFormat } from "../readers/paper-text.ts";
import type { RecognisedMethod } from "../recognise/recogniser.ts";
import type { ReportedTask } from "../results/file.ts";
import type { Base, Baselines } from "../tables/baselines.ts";
import { accuracies, type ChangeKind, follows, reductionFollows } from "../tables/changes.ts";
import { type ExtractedRow, type NamedIn, type ResultTable, reading } from "../tables/extracted.ts";
import { capByStructure } from "./caps.ts";
import { Confidence, sureFrom } from "./confidence.ts";
import type { PaperKnowledge } from "./known.ts";
import { chooseMethod, type MethodOptions } from "./method.ts";
import type { ProposedRow, Provenance } from "./proposed-row.ts";
import { resultOfRow } from "./row-result.ts";
import { chooseTask } from "./task.ts";

/** A row before it has a number and an id. */
export type AssessedRow = Omit<ProposedRow, "number">;

export interface AssessorOptions extends MethodOptions {
  knowledge: PaperKnowledge;
  own: RecognisedMethod | undefined;
  baselines: Baselines;
  /** The tasks of the results that the graph has from this paper. */
  usedTasks: ReadonlySet<string>;
  convention: FlopsConvention;
  format: PaperFormat;
  /** The document is a repository's page, and nobody said which paper it is. */
  isRepository: boolean;
  speedupIsOfFlops: boolean;
  /** The mapping, where there is one, is an endpoint's proposal. */
  isAsked: boolean;
}

/** How sure a name is by where it is. */
const byPlace: Record<NamedIn, { share: number; doubt?: "text" | "document" }> = {
  row: { share: 1 },
  column: { share: 1 },
  title: { share: 0.99 },
  caption: { share: 0.97 },
  heading: { share: 0.95 },
  text: { share: 0.85, doubt: "text" },
  given: { share: 1 },
  document: { share: 0.6, doubt: "document" },
};

/**
 * Turns rows of tables into proposed results, with how sure each is. One instance assesses one
 * paper.
 */
export class Assessor {
  /** Tasks that the graph does not have, as far as rows were assessed. */
  readonly newTasks: ReportedTask[] = [];
  readonly #options: AssessorOptions;

  constructor(options: AssessorOptions) {
    this.#options = options;
  }

  assess(row: ExtractedRow, table: ResultTable, changes: ChangeKind): AssessedRow {
    const confidence = new Confidence();
    const provenance = provenanceOf(row, table);
    const { network, dataset } = row;
    if (row.isBaseline) return { state: "baseline", confidence: 1, reasons: [], provenance };
    if (!network || !dataset) {
      if (!network) confidence.doubt(0, { kind: "noNetwork" });
      if (!dataset) confidence.doubt(0, { kind: "noDataset" });
      return { state: "unusable", confidence: 0, reasons: confidence.reasons, provenance };
    }
    if (row.isMapped) this.#doubtFamily(row, confidence);
    else this.#doubtPlaces(row, table, confidence);
    const base = this.#options.baselines.of(row);
    const method = chooseMethod(row, this.#options, confidence);
    if (!method)
      return {
        state: "unusable",
        confidence: Math.min(confidence.value, 0.5),
        reasons: confidence.reasons,
        provenance,
      };
    const task = this.#task(row, base, confidence);
    const { flags, holds } = this.#compare(row, changes, base, confidence);
    const isNamed = row.isMapped === true || row.method?.kind === "method" || row.method?.kind === "own";
    if (row.isMapped && this.#options.isAsked) confidence.cap(0.79, { kind: "askedMapping" });
    if (!row.isMapped) capByStructure({ row, table, method, base, isNamed, follows: holds === true }, confidence);
    const result = resultOfRow({
      row,
      base,
      isOwnBase: this.#isOwnBase(row, base, changes),
      method,
      taskId: task,
      changes,
      convention: this.#options.convention,
      speedupIsOfFlops: this.#options.speedupIsOfFlops,
      source: sourceOf(provenance),
      flags,
    });
    if (!result) {
      confidence.doubt(0, { kind: "noAccuracy" });
      return { state: "unusable", confidence: 0, reasons: confidence.reasons, provenance };
    }
    if (result.derived.includes("accuracy")) confidence.doubt(0.75, { kind: "computedAccuracy" });
    if (result.accuracy < 0.02) confidence.doubt(0.5, { kind: "chanceAccuracy" });
    const state = confidence.value >= sureFrom ? "sure" : "unsure";
    return {
      state,
      confidence: confidence.value,
      reasons: confidence.reasons,
      provenance,
      result: { ...result, id: "" },
    };
  }

  #doubtPlaces(row: ExtractedRow, table: ResultTable, confidence: Confidence): void {
    for (const [what, named] of [
      ["network", row.network],
      ["data set", row.dataset],
    ] as const) {
      const { share, doubt } = byPlace[named!.from];
      if (doubt === undefined) confidence.lessen(share);
      else confidence.doubt(share, { kind: "named", what, name: named!.found.name, from: doubt });
    }
    this.#doubtFamily(row, confidence);
    for (const doubt of [...row.doubts, ...table.doubts]) confidence.doubt(0.85, doubt);
    if (this.#options.format === "pdf") confidence.lessen(0.98);
    if (this.#options.isRepository) confidence.doubt(0.75, { kind: "repository" });
  }

  #doubtFamily({ network }: ExtractedRow, confidence: Confidence): void {
    const { found } = network!;
    if (found.isFamily) confidence.doubt(0.5, { kind: "onlyFamily", family: found.name });
  }

  #task(row: ExtractedRow, base: Base, confidence: Confidence): string {
    const [parameters, pr] = [reading(row, "parameters")?.value, reading(row, "pr")?.value];
    const before =
      parameters !== undefined && pr !== undefined && pr > 0 && pr < 0.95 ? parameters / (1 - pr) : undefined;
    const { knowledge, usedTasks } = this.#options;
    const task = chooseTask(row.network!.found, row.dataset!.found, base, before, knowledge.tasks, usedTasks);
    for (const doubt of task.doubts) confidence.doubt(task.confidence, doubt);
    if (task.doubts.length === 0) confidence.lessen(task.confidence);
    const { reported } = task;
    if (reported && !this.newTasks.some(({ id }) => id === task.id)) {
      const flops =
        base.flops && this.#options.convention !== "unstated"
          ? base.flops.value * (this.#options.convention === "MACs" ? 2 : 1)
          : null;
      this.newTasks.push({ ...reported, features: { ...reported.features, flops } });
    }
    return task.id;
  }

  /**
   * Figures that follow from others settle doubts about their labels; those that don't are flagged,
   * and the auditor doubts what it sees of them.
   */
  #compare(
    row: ExtractedRow,
    changes: ChangeKind,
    base: Base,
    confidence: Confidence,
  ): { flags: string[]; holds: boolean | undefined } {
    const flags: string[] = [];
    const change = reading(row, "accuracyChange");
    const found = accuracies(row, this.#options.baselines);
    const holds = change && found ? follows(change, found, changes) : undefined;
    if (holds === false) {
      flags.push(
        `the printed change of accuracy does not follow from ${percent(found!.base.value)} and ${percent(found!.after.value)}`,
      );
      if (!this.#isOwnBase(row, base, changes)) {
        const [after, before] = [found!.after.value, found!.base.value];
        confidence.doubt(0.78, { kind: "changeDiffers", change: change!.value, after, base: before });
      }
    }
    for (const [figure, count, name] of [
      ["pr", "parameters", "parameters"],
      ["fr", "flops", "FLOPs"],
    ] as const) {
      const fits = reductionFollows(reading(row, figure), reading(row, count), base[count]);
      if (fits === false) flags.push(`the printed reduction of ${name} does not follow from the counts`);
    }
    for (const { doubts, figure } of row.readings) {
      if (figure === "top5") continue;
      for (const doubt of doubts) {
        if (holds === true && doubt.kind === "guessedQuantity") continue;
        confidence.doubt(0.8, doubt);
      }
    }
    return { flags, holds };
  }

  /**
   * A baseline in a row of its own is that of the paper's runs; a row that cites another paper
   * began with that paper's.
   */
  #isOwnBase(row: ExtractedRow, base: Base, changes: ChangeKind): boolean {
    if (base.from === undefined || !row.isCited) return true;
    const change = reading(row, "accuracyChange");
    const found = accuracies(row, this.#options.baselines);
    return change !== undefined && found !== undefined && follows(change, found, changes);
  }
}

function provenanceOf(row: ExtractedRow, table: ResultTable): Provenance {
  const cells = new Map<string, string>();
  for (const { row: at, column, text } of row.readings)
    cells.set(at === 0 ? "caption" : `row ${at}, column ${column}`, text);
  return {
    table: table.name,
    ...(table.page !== undefined && { page: table.page }),
    row: row.rowLabel === "" ? `${row.row}` : row.rowLabel,
    ...(row.columnLabel !== "" && { column: row.columnLabel }),
    cells: [...cells].map(([at, text]) => ({ at, text })),
  };
}

/** "Table 3, page 7, row LMA, column ResNet-20 on CIFAR-10". */
function sourceOf({ table, page, row, column }: Provenance): string {
  return [
    table,
    ...(page === undefined ? [] : [`page ${page}`]),
    `row ${row}`,
    ...(column === undefined ? [] : [`column ${column}`]),
  ]
    .join(", ")
    .slice(0, 1_000);
}
