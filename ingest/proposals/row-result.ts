import type { FlopsConvention } from "../../graph/index.ts";
import type { Base } from "../tables/baselines.ts";
import type { ChangeKind } from "../tables/changes.ts";
import { type ExtractedRow, reading } from "../tables/extracted.ts";
import type { ChosenMethod } from "./method.ts";
import type { ProposedResult } from "./proposed-row.ts";

export interface ResultParts {
  row: ExtractedRow;
  base: Base;
  /**
   * The base is that of the row's own columns, or of the paper's own runs; else its accuracy need
   * not be the one that a cited row began with.
   */
  isOwnBase: boolean;
  method: ChosenMethod;
  taskId: string;
  changes: ChangeKind;
  convention: FlopsConvention;
  /** The paper says that its speed-up is of FLOPs or MACs. */
  speedupIsOfFlops: boolean;
  source: string;
  flags: string[];
}

/**
 * A row's figures as a file of results has them, without an id. Undefined without an accuracy, and
 * none to be computed.
 */
export function resultOfRow({
  row,
  base,
  isOwnBase,
  method,
  taskId,
  changes,
  convention,
  speedupIsOfFlops,
  source,
  flags,
}: ResultParts): Omit<ProposedResult, "id"> | undefined {
  const derived = new Set<ProposedResult["derived"][number]>();
  const value = (figure: Parameters<typeof reading>[1]) => reading(row, figure)?.value;
  const change = value("accuracyChange");
  const printedAccuracy = value("accuracy");
  let baseAccuracy = value("baseAccuracy") ?? (isOwnBase ? base.accuracy?.value : undefined);
  let accuracy = printedAccuracy;
  if (accuracy === undefined && baseAccuracy !== undefined && change !== undefined) {
    accuracy = changes === "points" ? baseAccuracy + change : baseAccuracy * (1 + change);
    derived.add("accuracy");
  } else if (baseAccuracy === undefined && accuracy !== undefined && change !== undefined) {
    baseAccuracy = changes === "points" ? accuracy - change : accuracy / (1 + change);
    derived.add("baseAccuracy");
  }
  if (accuracy === undefined || !(accuracy >= 0 && accuracy <= 1)) return undefined;
  const stated: Record<string, number | string> = {};
  const fr = value("fr");
  const speedup = reading(row, "speedup");
  if (speedup) stated["speed-up"] = `${speedup.value}x`;
  const computedFr =
    fr === undefined && speedup && speedupIsOfFlops && speedup.value > 1 ? 1 - 1 / speedup.value : undefined;
  if (computedFr !== undefined) derived.add("fr");
  const compression = reading(row, "compression");
  if (compression) stated.compression = `${compression.value}x`;
  const target = reading(row, "target");
  const isOfParameters = target && /(?<![a-z])p\.?\s?r\.?(?![a-z])|param|target/i.test(target.label);
  if (target && !isOfParameters) stated[shortened(target.label) || "ratio"] = rounded(target.value);
  for (const { label, text } of row.stated) {
    const key = shortened(label) || "setting";
    stated[key in stated ? "setting" : key] = text.slice(0, 200);
  }
  const variant = [method.variant, row.variant].filter((each) => each !== undefined).join(", ");
  const counts = {
    parameters: value("parameters"),
    baseParameters: base.parameters?.value,
    flops: value("flops"),
    baseFlops: base.flops?.value,
  };
  return {
    ...(method.isAlgorithm ? { algorithm: method.name } : { method: method.id }),
    task: taskId,
    ...(method.label !== undefined && { label: method.label.slice(0, 200) }),
    settings: {},
    stated,
    ...(variant !== "" && !method.isAlgorithm && { variant: variant.slice(0, 200) }),
    accuracy: rounded(accuracy),
    ...(baseAccuracy !== undefined &&
      baseAccuracy >= 0 &&
      baseAccuracy <= 1 && { baseAccuracy: rounded(baseAccuracy) }),
    ...(counts.baseParameters !== undefined && { baseParameters: Math.round(counts.baseParameters) }),
    ...(counts.baseFlops !== undefined && { baseFlops: rounded(counts.baseFlops) }),
    ...(counts.parameters !== undefined && { parameters: Math.round(counts.parameters) }),
    ...(counts.flops !== undefined && { flops: rounded(counts.flops) }),
    flopsConvention: convention,
    ...(inRange(value("pr")) && { pr: rounded(value("pr")!) }),
    ...(inRange(fr ?? computedFr) && { fr: rounded((fr ?? computedFr)!) }),
    ...(change !== undefined &&
      (changes === "relative" ? { printedAr: rounded(change) } : { printedDelta: rounded(change) })),
    ...(target && isOfParameters && { target: rounded(target.value) }),
    derived: [...derived],
    source,
    flags,
  };
}

function inRange(value: number | undefined): boolean {
  return value !== undefined && value <= 1 && value >= -10;
}

/** Nine digits are more than any table prints of a share, and drop what binary fractions add; counts are whole. */
function rounded(value: number): number {
  return Number.isInteger(value) ? value : Number(value.toPrecision(value > 1e6 ? 15 : 9));
}

function shortened(label: string): string {
  return label
    .replace(/[^\p{L}\p{N} %-]/gu, " ")
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, 60)
    .toLowerCase();
}
