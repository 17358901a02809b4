import type { ReadingDoubt } from "./doubt.ts";
import type { Figure } from "./extracted.ts";
import type { Metric } from "./metric.ts";
import type { NumberUnit, PrintedNumber } from "./numbers.ts";

/**
 * All the numbers that are in one place of a column, which together show what one alone does not.
 */
export interface ColumnNumbers {
  /** The largest, without sign, that is no count in millions. */
  largest: number;
  anyNegative: boolean;
  anyPositive: boolean;
  anySigned: boolean;
  anyPercent: boolean;
}

export interface FigureRead {
  figure: Figure;
  value: number;
  tolerance: number;
  macs?: boolean;
  doubts: ReadingDoubt[];
}

const factors: Partial<Record<NumberUnit, number>> = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 };

export function columnNumbers(numbers: readonly PrintedNumber[]): ColumnNumbers {
  return {
    largest: Math.max(0, ...numbers.map(({ value }) => Math.abs(value))),
    anyNegative: numbers.some(({ value }) => value < 0),
    anyPositive: numbers.some(({ value }) => value > 0),
    anySigned: numbers.some(({ sign }) => sign !== undefined),
    anyPercent: numbers.some(({ unit }) => unit === "%"),
  };
}

/**
 * The figure that a printed number is under a label, in fractions of 1 and plain counts; undefined
 * where it is none that we read. `caption` gives the unit where neither number nor label does.
 */
export function figureOf(
  metric: Metric,
  number: PrintedNumber,
  column: ColumnNumbers,
  caption?: NumberUnit,
): FigureRead | undefined {
  const doubts: ReadingDoubt[] = [
    ...(number.decimalComma ? [{ kind: "decimalComma" as const, digits: number.decimalComma }] : []),
    ...(metric.guessed ? [{ kind: "guessedQuantity" as const }] : []),
  ];
  const half = 0.5 * 10 ** -number.decimals;
  const settled = settledQuantity(metric, number, column);
  const of = metric.of === "base";
  const isShare = /^(?:accuracy|error)/.test(settled.quantity);
  // "40.7ms" under "Baseline", or more than 100 %, is no accuracy whatever the label says.
  if (isShare && ((number.unit !== undefined && number.unit !== "%") || column.largest > 100)) return undefined;
  switch (settled.quantity) {
    case "accuracy":
    case "error": {
      const scale = isPercent(metric, number, column) ? 0.01 : 1;
      const printed = number.value * scale;
      const isError = settled.quantity === "error";
      const figure = metric.top5 ? "top5" : of ? "baseAccuracy" : "accuracy";
      if (metric.top5 && of) return undefined;
      return {
        figure,
        value: isError ? 1 - printed : printed,
        tolerance: half * scale,
        doubts,
      };
    }
    case "accuracyChange": {
      if (metric.top5) return undefined;
      const scale =
        column.largest > 1 ||
        isPercent(metric, number, column) ||
        number.unit === "%" ||
        metric.unit === "%" ||
        number.decimals <= 2
          ? 0.01
          : 1;
      const value = changeOf(metric, settled.positive, number, column) * scale;
      const unsure = settled.positive === undefined && number.arrow === undefined && !column.anySigned;
      return {
        figure: "accuracyChange",
        value,
        tolerance: half * scale,
        doubts: unsure ? [...doubts, { kind: "lossOrGain" }] : doubts,
      };
    }
    case "parameters":
    case "flops": {
      const kind = settled.quantity;
      const scaled = countOf(metric, number, kind, caption);
      if (scaled === undefined) return undefined;
      const base = kind === "flops" ? "baseFlops" : "baseParameters";
      return {
        figure: of ? base : kind,
        value: scaled.value,
        tolerance: half * scaled.factor,
        ...(kind === "flops" && metric.macs && { macs: true }),
        doubts: [...doubts, ...scaled.doubts],
      };
    }
    case "parametersReduction":
    case "flopsReduction": {
      const scale = number.unit === "%" || metric.unit === "%" || column.largest > 1.5 ? 0.01 : 1;
      // "-50%" and "↓50%" are a reduction as "50%" does; only where the signs differ did some
      // networks grow.
      const grew = number.value < 0 && column.anyPositive;
      const printed = (grew ? number.value : Math.abs(number.value)) * scale;
      const isRest = metric.isRest === true;
      const value = isRest ? 1 - printed : printed;
      return {
        figure: settled.quantity === "flopsReduction" ? "fr" : "pr",
        value,
        tolerance: half * scale,
        doubts,
      };
    }
    case "speedup":
      return number.unit === "%"
        ? { figure: "fr", value: number.value / 100, tolerance: half / 100, doubts }
        : { figure: "speedup", value: number.value, tolerance: half, doubts };
    case "compression":
      return number.unit === "%" || metric.unit === "%"
        ? {
            figure: "pr",
            value: number.value / 100,
            tolerance: half / 100,
            doubts: [...doubts, { kind: "goneOrLeft" }],
          }
        : { figure: "compression", value: number.value, tolerance: half, doubts };
    case "target": {
      const scale = number.unit === "%" || metric.unit === "%" || column.largest > 1 ? 0.01 : 1;
      return {
        figure: "target",
        value: metric.isRest ? 1 - number.value * scale : number.value * scale,
        tolerance: half * scale,
        doubts,
      };
    }
    default:
      return undefined;
  }
}

/**
 * An arrow over numbers, a percent sign behind a count, a unit behind a share: the numbers settle
 * what a label leaves open.
 */
function settledQuantity(
  metric: Metric,
  number: PrintedNumber,
  column: ColumnNumbers,
): { quantity: Metric["quantity"]; positive?: Metric["positive"] } {
  const { quantity, positive, arrow } = metric;
  const isCount = number.unit === "K" || number.unit === "M" || number.unit === "G" || number.unit === "T";
  if ((quantity === "flops" || quantity === "parameters") && number.unit === "%")
    return { quantity: quantity === "flops" ? "flopsReduction" : "parametersReduction" };
  if ((quantity === "flopsReduction" || quantity === "parametersReduction") && isCount)
    return { quantity: quantity === "flopsReduction" ? "flops" : "parameters" };
  if (quantity === "flopsReduction" && number.unit === "x") return { quantity: "speedup" };
  if (quantity === "parametersReduction" && number.unit === "x") return { quantity: "compression" };
  if ((quantity === "accuracy" || quantity === "error") && arrow !== undefined && column.largest < 25) {
    const isLoss = (arrow === "down") === (quantity === "accuracy");
    return { quantity: "accuracyChange", positive: isLoss ? "loss" : "gain" };
  }
  return { quantity, positive };
}

function isPercent(metric: Metric, number: PrintedNumber, column: ColumnNumbers): boolean {
  return (
    number.unit === "%" || column.anyPercent || column.largest > 1.5 || (metric.unit === "%" && column.largest > 1)
  );
}

/** A change as accuracy after less accuracy before, in the unit it is printed in. */
function changeOf(metric: Metric, positive: Metric["positive"], number: PrintedNumber, column: ColumnNumbers): number {
  if (number.arrow === "down") return -Math.abs(number.value);
  if (number.arrow === "up") return Math.abs(number.value);
  const means = positive ?? metric.positive;
  if (means === "loss") return -number.value;
  if (means === "gain" || column.anySigned) return number.value;
  return -number.value;
}

function countOf(
  metric: Metric,
  number: PrintedNumber,
  kind: "flops" | "parameters",
  caption: NumberUnit | undefined,
): { value: number; factor: number; doubts: ReadingDoubt[] } | undefined {
  if (
    number.value <= 0 ||
    number.unit === "bytes" ||
    number.unit === "ms" ||
    number.unit === "s" ||
    number.unit === "x"
  )
    return undefined;
  const own = number.unit && factors[number.unit];
  if (own) return { value: number.value * own, factor: own, doubts: [] };
  if (number.value >= 50_000) return { value: number.value, factor: 1, doubts: [] };
  if (metric.unit === "bytes") return undefined;
  const given = metric.factor ?? (metric.unit && factors[metric.unit]);
  if (given) return { value: number.value * given, factor: given, doubts: [] };
  const fromCaption = caption && factors[caption];
  if (fromCaption) return { value: number.value * fromCaption, factor: fromCaption, doubts: [] };
  // Nobody prints a network's parameters in billions by saying nothing; millions are the habit.
  if (kind === "parameters" && number.value < 1_000)
    return {
      value: number.value * 1e6,
      factor: 1e6,
      doubts: [{ kind: "assumedMillions" }],
    };
  return undefined;
}
