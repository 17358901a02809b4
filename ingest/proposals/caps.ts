import type { Base } from "../tables/baselines.ts";
import { type ExtractedRow, type ResultTable, reading } from "../tables/extracted.ts";
import { type Confidence, sureFrom } from "./confidence.ts";
import type { Doubt } from "./doubt.ts";
import type { ChosenMethod } from "./method.ts";

/** As sure as a row may be whose structure is open to doubt: a person looks at it. */
const unsureAtMost = sureFrom - 0.01;

/** What a row is judged by, beside its own figures. */
export interface Judged {
  row: ExtractedRow;
  table: ResultTable;
  method: ChosenMethod;
  base: Base;
  /** The method was found by its name, or is the paper's own, and not taken for want of another. */
  isNamed: boolean;
  /** The printed change of accuracy follows from the accuracies, which shows what the columns are. */
  follows: boolean;
}

/**
 * Digits are hardly ever misread; headers, baselines and roles are. Whatever leaves one of these
 * open caps the confidence below `sureFrom`, however plain the rest is.
 */
export function capByStructure(judged: Judged, confidence: Confidence): void {
  for (const doubt of structuralDoubts(judged)) confidence.cap(unsureAtMost, doubt);
}

function structuralDoubts({ row, table, method, base, isNamed, follows }: Judged): Doubt[] {
  const doubts: Doubt[] = [];
  const accuracy = reading(row, "accuracy")?.value;
  const before = base.accuracy?.value;
  for (const doubt of row.doubts) if (structural.has(doubt.kind)) doubts.push(doubt);
  for (const { doubts: own, figure } of row.readings)
    if (figure !== "top5" && !follows)
      doubts.push(...own.filter(({ kind }) => kind === "guessedQuantity" || kind === "goneOrLeft"));
  if (!method.known && isCodeName(method.name)) doubts.push({ kind: "looksLikeCode", name: method.name });
  if (!method.known && !isNamed) doubts.push({ kind: "newAndAssumed", name: method.name });
  if (accuracy !== undefined && before !== undefined && accuracy === before)
    doubts.push({ kind: "equalsBase", accuracy });
  if (accuracy !== undefined && before !== undefined && accuracy > before + 0.05)
    doubts.push({ kind: "farAboveBase", accuracy, base: before });
  if (!method.known && !table.rows.some((each) => isOf(each, row) && saysWhatChanged(each, base)))
    doubts.push({ kind: "nothingBeside", name: method.name });
  const said = [row.method?.text ?? "", ...row.stated.map(({ text }) => text)].find((text) =>
    saysUnchanged.test(text.trim()),
  );
  if (said !== undefined) doubts.push({ kind: "saysUnchanged", said });
  return doubts;
}

const structural: ReadonlySet<string> = new Set([
  "noHeader",
  "columnsNotUnderstood",
  "labelNotUnderstood",
  "methodOfCaption",
  "moreNumbersThanLabels",
]);

/** "W8A8", "INT8", "8-bit", "tq_in1k", "resnet.pth", "CVPR'21", "v2": what is no method's name. */
function isCodeName(name: string): boolean {
  return (
    /^(?:w\d{1,2}\s?\/?a\d{1,2}(?:g\d{1,2})?|a\d{1,2}w\d{1,2}|(?:u?int|fp|bf|float)[- ]?\d{1,2}|\d{1,2}[- ]?bits?|\d{1,2}\/\d{1,2}|mixed(?:[- ]precision)?\b.*|(?:static|dynamic|qat|ptq|per-?(?:channel|tensor|layer).*))$/i.test(
      name,
    ) ||
    /_|\.(?:pth?|onnx|h5|ckpt|tar|py|ya?ml|json)\b|^v\d|^\d/i.test(name) ||
    /^(?:CVPR|ICCV|ECCV|NeurIPS|NIPS|ICLR|ICML|AAAI|IJCAI|BMVC|WACV|TPAMI|arXiv)\b/i.test(name) ||
    /^(?:yes|no|true|false|small|large|tiny|base|medium|default|custom|new|old|official|retrained?|reported|reproduced|model\b.*|download|link|log|acc\w*|top-?[15])$/i.test(
      name,
    )
  );
}

const saysUnchanged = /^(?:0(?:\.0+)?\s*%|1(?:\.0+)?\s*[x×]|n\/?a|32(?:[\s-]?bits?)?|fp-?32|float-?32)$/i;

function isOf(one: ExtractedRow, other: ExtractedRow): boolean {
  return one.method?.text === other.method?.text && !one.isBaseline;
}

/** A reduction, a change, or the accuracy before: without any, a row may be of a network and no result of compression. */
function saysWhatChanged(row: ExtractedRow, base: Base): boolean {
  return (
    row.readings.some(({ figure }) =>
      ["pr", "fr", "speedup", "compression", "accuracyChange", "baseAccuracy", "baseParameters", "baseFlops"].includes(
        figure,
      ),
    ) || base.accuracy !== undefined
  );
}
