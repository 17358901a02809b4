import type { ReadingDoubt } from "./doubt.ts";
import type { Reading } from "./extracted.ts";
import { type ColumnNumbers, columnNumbers, figureOf } from "./figure.ts";
import type { LabelMetrics } from "./label-parts.ts";
import type { Metric } from "./metric.ts";
import { type NumberUnit, type PrintedNumber, readCell } from "./numbers.ts";
import type { BodyRow, TablePart } from "./parts.ts";
import type { Role } from "./roles.ts";

/** Where a number is in its cell: which part between slashes, in brackets or not. */
type Slot = `${number}` | `(${number}`;

const slotOf = ({ part, inBrackets }: PrintedNumber, order?: number): Slot =>
  order !== undefined ? `${order}` : inBrackets ? `(${part}` : `${part}`;

/**
 * Reads the numbers of value columns; knows each column as a whole, since one number does not show
 * its unit.
 */
export class ValueReader {
  readonly #columns = new Map<string, ColumnNumbers>();
  readonly #caption: NumberUnit | undefined;

  constructor(part: TablePart, roles: readonly Role[], caption: NumberUnit | undefined) {
    this.#caption = caption;
    roles.forEach((role, column) => {
      if (role.kind !== "values") return;
      const bySlot = new Map<Slot, PrintedNumber[]>();
      for (const { cells } of part.rows) {
        for (const [at, number] of readCell(cells[column]!.text).numbers.entries()) {
          const slot = slotOf(number, role.inOrder ? at : undefined);
          bySlot.set(slot, [...(bySlot.get(slot) ?? []), number]);
        }
      }
      for (const [slot, numbers] of bySlot) this.#columns.set(`${column} ${slot}`, columnNumbers(numbers));
    });
  }

  /** The figures in a row's cell under a column. */
  read(
    row: BodyRow,
    column: number,
    { metrics, label, inOrder = false }: Extract<Role, { kind: "values" }>,
  ): { readings: Reading[]; doubts: ReadingDoubt[] } {
    const cell = row.cells[column]!;
    const { numbers, words, isNumeric } = readCell(cell.text);
    const readings: Reading[] = [];
    const doubts: ReadingDoubt[] = [];
    const seen = new Set<Slot>();
    for (const [at, number] of numbers.entries()) {
      const slot = slotOf(number, inOrder ? at : undefined);
      if (seen.has(slot)) continue;
      seen.add(slot);
      const all = this.#columns.get(`${column} ${slot}`)!;
      // "520.4M(65.90)" under "60.10M(52.03%)": a sign that the others of the column have is meant here too.
      const isMeant = number.inBrackets && number.unit === undefined && all.anyPercent;
      const metric = inOrder
        ? metrics.parts[at]
        : metricFor(metrics, isMeant ? { ...number, unit: "%" } : number, numbers);
      const found = metric && figureOf(metric, number, all, this.#caption);
      if (!found) continue;
      readings.push({
        ...found,
        ...(metric.unlabelled && { unlabelled: true }),
        text: cell.text,
        row: cell.row + 1,
        column: cell.column + 1,
        label,
        ...(isNumeric
          ? {}
          : { doubts: [...found.doubts, { kind: "wordsBesideNumber" as const, words: words.slice(0, 40) }] }),
      });
    }
    const parts = numbers.filter(({ inBrackets }) => !inBrackets);
    if (!inOrder && new Set(parts.map((each) => slotOf(each))).size < parts.length)
      doubts.push({ kind: "moreNumbersThanLabels", text: cell.text.slice(0, 40) });
    return { readings, doubts };
  }
}

function metricFor(
  { parts, bracketed }: LabelMetrics,
  number: PrintedNumber,
  all: readonly PrintedNumber[],
): Metric | undefined {
  if (!number.inBrackets) return parts.length === 1 && number.part > 0 ? undefined : parts[number.part];
  // All of a cell in brackets, "(0.12)", is a number like any other.
  if (all.every(({ inBrackets }) => inBrackets)) return parts[number.part];
  const own = bracketed[number.part] ?? (bracketed.length === 1 && number.part === 0 ? bracketed[0] : undefined);
  if (own) return own;
  const before = parts[number.part] ?? parts[0];
  if (!before) return undefined;
  const isShare = number.unit === "%" || number.arrow !== undefined || number.sign !== undefined;
  if (before.quantity === "accuracy" && !before.top5 && isShare && Math.abs(number.value) < 40)
    return { quantity: "accuracyChange", unlabelled: true, ...(before.unit && { unit: before.unit }) };
  // "# Params. (↓%)" over "0.49M(42.4)": the count, and how much less that is.
  const isReduction = before.quantity === "flopsReduction" || before.quantity === "parametersReduction";
  const beside = all.find(({ inBrackets }) => !inBrackets);
  if (isReduction && /^[KMGT]$/.test(beside?.unit ?? "") && (number.unit === undefined || number.unit === "%"))
    return { ...before, unit: "%" };
  // "61.23 (5.12×)": how many times less.
  if (number.unit === "x" && before.quantity === "flops") return { quantity: "speedup" };
  if (number.unit === "x" && before.quantity === "parameters") return { quantity: "compression" };
  if (before.quantity === "flops" && isShare) return { quantity: "flopsReduction", guessed: false };
  if (before.quantity === "parameters" && isShare) return { quantity: "parametersReduction" };
  return undefined;
}
