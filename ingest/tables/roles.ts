import type { Recogniser } from "../recognise/recogniser.ts";
import { type ContextKind, contextKind } from "./column-kind.ts";
import { filledDown, numericShare } from "./fill.ts";
import { type LabelMetrics, labelMetrics } from "./label-parts.ts";
import { isBareChange, spelled as plainLabel } from "./metric-label.ts";
import { decideNames } from "./name-columns.ts";
import { readCell } from "./numbers.ts";
import type { TablePart } from "./parts.ts";

/** What a column is for. */
export type Role =
  | {
      kind: "context";
      what: ContextKind;
      texts: string[];
      label: string;
      /** Its label promises the accuracy before compression, in brackets behind the name. */
      hasBase?: boolean;
      /** A person says so: a name in it is what it is said to be, whatever it looks like. */
      isGiven?: boolean;
    }
  /**
   * Numbers: what they are, and the labels over them that name no quantity (a network, a method, a
   * setting).
   */
  | {
      kind: "values";
      metrics: LabelMetrics;
      group: string[];
      label: string;
      /** The quantities are those of a cell's numbers one after the other, whatever is between these. */
      inOrder?: boolean;
      /** What a person says that the column is of. */
      says?: ColumnSays;
    }
  /** No figure of ours; `isUnknown` where its label says nothing to the reader. */
  | { kind: "ignored"; label: string; isUnknown: boolean };

/** What a column's figures are of, as a person says. */
export interface ColumnSays {
  network?: string;
  dataset?: string;
  method?: string;
  teacher?: string;
  setting?: string;
  /** The share of the parameters that is gone, or that was asked for. */
  pr?: { value: number; text: string };
  target?: { value: number; text: string };
}

const commonDepths = new Set([11, 13, 16, 18, 19, 20, 32, 34, 40, 44, 50, 56, 101, 110, 121, 152, 164]);

/**
 * What each column of a part is for; `fallback` are the quantities that caption and notes promise
 * where no label does.
 */
export function rolesOf(part: TablePart, recogniser: Recogniser, fallback: LabelMetrics | undefined): Role[] {
  const paths = withNeighbours(part.paths);
  const plain = paths.map((path, column): Role => roleOf(part, path, column, undefined));
  const promised = cornerMetrics(paths) ?? fallback ?? (isOfDistillation(paths) ? guessedAccuracy : undefined);
  // What the caption promises is of columns that no label explains, where none is labelled so itself;
  // of a table without any label it may be one column, and nobody knows which of several.
  const isOpen =
    paths.every((path) => path.length === 0) &&
    part.paths.filter((_, column) => numericShare(part.rows, column) >= 0.5).length > 1;
  const roles =
    promised === undefined || isOpen || plain.some(namesAccuracy)
      ? plain
      : paths.map((path, column): Role => roleOf(part, path, column, promised));
  tellReductions(roles);
  tellTeachers(roles);
  tellBases(roles);
  decideNames(roles, part, recogniser);
  return roles;
}

/**
 * "Params | ↓% | GFLOPs | ↓%": a label that only says that something is less is about the column
 * before it.
 */
function withNeighbours(paths: readonly string[][]): string[][] {
  return paths.map((path, column) => {
    const [label, ...more] = path;
    const before = paths[column - 1];
    if (label === undefined || more.length > 0 || before?.length !== 1 || !isBareChange(label)) return path;
    const [metric] = labelMetrics(before[0]!).parts;
    const isCount =
      (metric?.quantity === "flops" || metric?.quantity === "parameters") && /[↓▼%]/.test(plainLabel(label));
    return isCount ? [before[0]!, label] : path;
  });
}

/** Where nothing says what is printed of teachers and students, it is accuracy, as it mostly is. */
const guessedAccuracy: LabelMetrics = { parts: [{ quantity: "accuracy", guessed: true }], bracketed: [] };

function isOfDistillation(paths: readonly string[][]): boolean {
  const labels = paths.flatMap((path) => path.slice(0, 2).map(contextKind));
  return labels.includes("teacher") && labels.includes("network");
}

/** Beside a teacher, "ResNet-18 (69.76)" is a student with its accuracy before it was taught. */
function tellBases(roles: Role[]): void {
  if (!roles.some((role) => role.kind === "context" && role.what === "teacher")) return;
  roles.forEach((role, column) => {
    if (role.kind === "context" && role.what === "network") roles[column] = { ...role, hasBase: true };
  });
}

/** "Model \\ Acc (%)" in the corner: what the names under it are, and what all the columns print. */
function cornerMetrics([first]: readonly string[][]): LabelMetrics | undefined {
  const said = first?.length === 1 ? first[0]!.split(/\s*[\\↘]\s*/)[1] : undefined;
  const metrics = said === undefined ? undefined : labelMetrics(said);
  return metrics?.parts.some((metric) => metric !== undefined && !metric.guessed) ? metrics : undefined;
}

/** Whether a column's own label says that it is the accuracy after compression. */
function namesAccuracy(role: Role): boolean {
  return (
    role.kind === "values" &&
    role.metrics.parts.some(
      (metric) => metric && !metric.guessed && metric.of !== "base" && /^(?:accuracy|error)$/.test(metric.quantity),
    )
  );
}

/** Beside a teacher, "Acc (T)" is the teacher's, "Acc (S)" the student's before it was taught. */
function tellTeachers(roles: Role[]): void {
  if (!roles.some((role) => role.kind === "context" && role.what === "teacher")) return;
  roles.forEach((role, column) => {
    if (role.kind !== "values" || !namesAccuracy({ ...role, metrics: withoutSide(role.metrics) })) return;
    const isTeacher = /\(\s*T\s*\)|\bteacher/i.test(role.label);
    const isBefore = /\(\s*S\s*\)|\b(?:student|vanilla|baseline|scratch|w\/o|without)\b/i.test(role.label);
    if (!isTeacher && !isBefore) return;
    const parts = role.metrics.parts.map(
      (metric): LabelMetrics["parts"][number] =>
        metric && (isTeacher ? { quantity: "other" } : { ...metric, of: "base" }),
    );
    roles[column] = { ...role, metrics: { ...role.metrics, parts } };
  });
}

function withoutSide({ parts, bracketed }: LabelMetrics): LabelMetrics {
  return { bracketed, parts: parts.map((metric) => metric && { ...metric, of: "compressed" as const }) };
}

/**
 * Where "Pruned params" and "Params ↓" are side by side, the second is what is gone: nobody prints
 * one count twice.
 */
function tellReductions(roles: Role[]): void {
  roles.forEach((role, column) => {
    if (role.kind !== "values") return;
    const [metric, ...more] = role.metrics.parts;
    if (
      more.length > 0 ||
      metric?.arrow !== "down" ||
      (metric.quantity !== "flops" && metric.quantity !== "parameters")
    )
      return;
    const twin = roles.some(
      (other, at) =>
        at !== column &&
        other.kind === "values" &&
        other.group.join() === role.group.join() &&
        other.metrics.parts[0]?.quantity === metric.quantity &&
        other.metrics.parts[0].arrow === undefined &&
        other.metrics.parts[0].of !== "base",
    );
    if (!twin) return;
    const quantity = metric.quantity === "flops" ? "flopsReduction" : "parametersReduction";
    roles[column] = { ...role, metrics: { ...role.metrics, parts: [{ quantity, unit: "%" }] } };
  });
}

function roleOf(part: TablePart, path: readonly string[], column: number, fallback: LabelMetrics | undefined): Role {
  const texts = filledDown(part.rows, column);
  const leaf = path.at(-1) ?? "";
  const kind =
    contextKind(leaf) ??
    (path.length > 1 ? path.map(contextKind).findLast((each) => each !== undefined && each !== "model") : undefined);
  const share = numericShare(part.rows, column);
  const label = path.join(" / ");
  if (isTeacherOverStudent(path)) return { kind: "context", what: "method", texts, label };
  if (kind === "ignored") return { kind: "ignored", label, isUnknown: false };
  if (kind === "setting" && isOfSettings(texts)) return { kind: "context", what: "setting", texts, label };
  if (kind === "depth" || (kind !== undefined && share < 0.5))
    return { kind: "context", what: kind, texts, label, ...(promisesBase(leaf) && { hasBase: true }) };
  if (kind === "target" && column < part.paths.length - 1) return { kind: "context", what: "target", texts, label };
  if ((kind === "model" || kind === "network") && texts.every((text) => commonDepths.has(Number(text))))
    return { kind: "context", what: "depth", texts, label };
  const { metrics, group } = metricsOver(path);
  if (share >= 0.5) {
    const known = [...metrics.parts, ...metrics.bracketed].some((metric) => metric !== undefined);
    if (isSetting(part, column, metrics)) return { kind: "context", what: "target", texts, label };
    if (known) return { kind: "values", metrics, group, label };
    if (fallback) return { kind: "values", metrics: fallback, group: [...path], label };
    return { kind: "ignored", label, isUnknown: true };
  }
  if (
    share > 0 &&
    metrics.parts.some((metric) => metric !== undefined && !metric.guessed && metric.quantity !== "other")
  ) {
    return { kind: "values", metrics, group, label };
  }
  const filled = texts.filter((text) => !readCell(text).isEmpty);
  if (filled.length === 0) return { kind: "ignored", label, isUnknown: false };
  if (isSettingOf(path)) return { kind: "context", what: "setting", texts, label };
  return { kind: "context", what: "model", texts, label };
}

/** "Teacher" over "Student" in the corner: the labels beside it are pairs of networks, the names under it methods. */
function isTeacherOverStudent(path: readonly string[]): boolean {
  return path.length === 2 && /^teachers?$/i.test(path[0]!) && /^students?$/i.test(path[1]!);
}

/** "Compression" over "small blocks", "large blocks": how a method was set, by a word for a rate. */
function isSettingOf(path: readonly string[]): boolean {
  const [metric] = labelMetrics(path.at(-1) ?? "").parts;
  return metric?.quantity === "compression" || metric?.quantity === "target";
}

/** Schemes in words, or bits: no accuracy that is called precision. */
function isOfSettings(texts: readonly string[]): boolean {
  return texts.every((text) => {
    const { numbers, isNumeric } = readCell(text);
    return !isNumeric || numbers.every(({ value, decimals }) => decimals === 0 && value <= 64);
  });
}

/** "Model (top-1 before)": the label's brackets promise the accuracy before compression. */
function promisesBase(label: string): boolean {
  return labelMetrics(label).bracketed.some((metric) => metric?.quantity === "accuracy" && metric.of === "base");
}

/**
 * "PR(%)" over the names, with "≈ 40" for many rows, is what was asked for; over numbers for each
 * row it is what came out.
 */
function isSetting(part: TablePart, column: number, { parts }: LabelMetrics): boolean {
  const [metric] = parts;
  if (metric?.quantity === "target") return true;
  if (metric?.quantity !== "parametersReduction" || column > 1) return false;
  const cells = part.rows.map(({ cells }) => readCell(cells[column]!.text));
  const filled = cells.filter(({ isEmpty }) => !isEmpty);
  return (
    filled.length * 2 <= cells.length || filled.every(({ numbers }) => numbers.some(({ approximate }) => approximate))
  );
}

/**
 * The quantities that a column's labels promise, the nearest label first, and the labels that
 * promise none.
 */
function metricsOver(path: readonly string[]): { metrics: LabelMetrics; group: string[] } {
  for (let at = path.length - 1; at >= 0; at--) {
    const metrics = labelMetrics(
      path[at]!,
      path.slice(0, at).filter((_label, over) => over < at),
    );
    const isSure = [...metrics.parts, ...metrics.bracketed].some((metric) => metric !== undefined && !metric.guessed);
    if (isSure)
      return {
        metrics: ranked(sided(metrics, path, at), path),
        group: path.filter((_label, other) => other !== at && !promises(path[other]!)),
      };
  }
  for (let at = path.length - 1; at >= 0; at--) {
    const metrics = labelMetrics(path[at]!);
    if (metrics.parts.some((metric) => metric !== undefined))
      return { metrics, group: path.filter((_label, other) => other !== at) };
  }
  return { metrics: { parts: [], bracketed: [] }, group: [...path] };
}

/** "Acc." over "Baseline" and "Pruned": the label below says of which network. */
function sided(metrics: LabelMetrics, path: readonly string[], at: number): LabelMetrics {
  const below = path.slice(at + 1).flatMap((label) => labelMetrics(label).parts);
  const side = below.find((metric) => metric?.guessed)?.of;
  if (!side) return metrics;
  return {
    ...metrics,
    parts: metrics.parts.map(
      (metric) =>
        metric && (/accuracy$|error|parameters$|flops$/.test(metric.quantity) ? { ...metric, of: side } : metric),
    ),
  };
}

/** "Top-5 Accuracy" over "Δ": what is below is of the five best guesses too. */
function ranked(metrics: LabelMetrics, path: readonly string[]): LabelMetrics {
  const labels = path.flatMap((label) => labelMetrics(label).parts);
  const isTop5 = labels.some((metric) => metric?.top5) && !path.some((label) => /top[\s@-]?(?:1|one)\b/i.test(label));
  if (!isTop5) return metrics;
  const isOfGuesses = (metric: LabelMetrics["parts"][number]) => metric && /accuracy|error/.test(metric.quantity);
  return {
    ...metrics,
    parts: metrics.parts.map((metric) => (isOfGuesses(metric) ? { ...metric!, top5: true } : metric)),
  };
}

/** Whether a label only names a quantity or a side, and so sets no group of columns apart. */
function promises(label: string): boolean {
  const { parts } = labelMetrics(label);
  return parts.some((metric) => metric !== undefined);
}
