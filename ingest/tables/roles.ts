import { withoutMarks } from "../recognise/key.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import { type ContextKind, contextKind } from "./column-kind.ts";
import { filledDown, numericShare } from "./fill.ts";
import { type LabelMetrics, labelMetrics } from "./label-parts.ts";
import { isBareChange, spelled as plainLabel } from "./metric-label.ts";
import { readCell } from "./numbers.ts";
import type { TablePart } from "./parts.ts";

/** What a column is for. */
export type Role =
  | { kind: "context"; what: ContextKind; texts: string[]; label: string }
  /**
   * Numbers: what they are, and the labels over them that name no quantity (a network, a method, a
   * setting).
   */
  | { kind: "values"; metrics: LabelMetrics; group: string[]; label: string }
  | { kind: "ignored" };

const commonDepths = new Set([11, 13, 16, 18, 19, 20, 32, 34, 40, 44, 50, 56, 101, 110, 121, 152, 164]);

/**
 * What each column of a part is for; `fallback` are the quantities that caption and notes promise
 * where no label does.
 */
export function rolesOf(part: TablePart, recogniser: Recogniser, fallback: LabelMetrics | undefined): Role[] {
  const paths = withNeighbours(part.paths);
  const roles = paths.map((path, column): Role => roleOf(part, path, column, fallback));
  tellReductions(roles);
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
  if (kind === "ignored") return { kind: "ignored" };
  if (kind === "depth" || (kind !== undefined && share < 0.5)) return { kind: "context", what: kind, texts, label };
  if (kind === "target" && column < part.paths.length - 1) return { kind: "context", what: "target", texts, label };
  if ((kind === "model" || kind === "network") && texts.every((text) => commonDepths.has(Number(text))))
    return { kind: "context", what: "depth", texts, label };
  const { metrics, group } = metricsOver(path);
  if (share >= 0.5) {
    const known = [...metrics.parts, ...metrics.bracketed].some((metric) => metric !== undefined);
    if (isSetting(part, column, metrics)) return { kind: "context", what: "target", texts, label };
    if (known) return { kind: "values", metrics, group, label };
    if (fallback) return { kind: "values", metrics: fallback, group: [...path], label };
    return { kind: "ignored" };
  }
  if (
    share > 0 &&
    metrics.parts.some((metric) => metric !== undefined && !metric.guessed && metric.quantity !== "other")
  ) {
    return { kind: "values", metrics, group, label };
  }
  const filled = texts.filter((text) => !readCell(text).isEmpty);
  return filled.length === 0 ? { kind: "ignored" } : { kind: "context", what: "model", texts, label };
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

/**
 * Decides which columns of names are networks, data sets and methods where their headers leave it
 * open ("Model", nothing at all): by what is in them. At most one column is the methods'.
 */
function decideNames(roles: Role[], part: TablePart, recogniser: Recogniser): void {
  const firstValue = roles.findIndex(({ kind }) => kind === "values");
  leaveCategories(roles, firstValue, recogniser);
  for (const [column, role] of roles.entries()) {
    if (role.kind !== "context" || role.what !== "model") continue;
    const filled = [...new Set(role.texts.filter((text) => !readCell(text).isEmpty))];
    const networks = filled.filter((text) => isNetwork(text, recogniser)).length;
    const datasets = filled.filter(
      (text) => recogniser.datasets(text).length > 0 && recogniser.networks(text).length === 0,
    ).length;
    const methods = roles.some((other) => other.kind === "context" && other.what === "method");
    const isBehind = firstValue >= 0 && column > firstValue;
    if (datasets * 2 >= filled.length && datasets > 0) roles[column] = { ...role, what: "dataset" };
    else if (networks === filled.length || (methods && networks * 2 >= filled.length))
      roles[column] = { ...role, what: "network" };
    else if (networks > 0 && networks * 2 >= filled.length && laterNames(roles, column, firstValue))
      roles[column] = { ...role, what: "network" };
    else if (!methods && !isBehind && (networks > 0 || mayBeMethods(filled, part.paths[column]!, recogniser)))
      roles[column] = { ...role, what: "method" };
    else if (part.paths[column]?.length === 0 && column > 0) roles[column] = { kind: "ignored" };
    else if (methods && !isBehind && areNames(filled, part.paths[column]!))
      roles[column] = { ...role, what: "network" };
    else roles[column] = { ...role, what: "ignored" };
  }
}

/**
 * "Compression method" behind the figures says of which kind a method is, where its name is before
 * them under "Model".
 */
function leaveCategories(roles: Role[], firstValue: number, recogniser: Recogniser): void {
  const hasNames = roles
    .slice(0, Math.max(0, firstValue))
    .some(
      (role) =>
        role.kind === "context" && role.what === "model" && !role.texts.every((text) => isNetwork(text, recogniser)),
    );
  const isNamedBefore = roles
    .slice(0, Math.max(0, firstValue))
    .some((role) => role.kind === "context" && role.what === "method");
  if (!hasNames || isNamedBefore) return;
  roles.forEach((role, column) => {
    if (column > firstValue && role.kind === "context" && role.what === "method") roles[column] = { kind: "ignored" };
  });
}

/** Under "Model", beside a column of methods: networks, known ones or not. */
function areNames(texts: readonly string[], path: readonly string[]): boolean {
  return (
    path.some((label) => contextKind(label) === "model") &&
    texts.length > 0 &&
    texts.every((text) => /^\p{L}[\p{L}\p{N} ._+()/-]{1,39}$/u.test(withoutMarks(text)))
  );
}

/**
 * Names of methods, or of steps, under a header that does not say what it is; not "yes" and "no".
 */
function mayBeMethods(texts: readonly string[], path: readonly string[], recogniser: Recogniser): boolean {
  const isNamed = path.some(
    (label) => contextKind(label) === "model" || /\b(?:method|algorithm|scheme|approach|strateg|training)/i.test(label),
  );
  if (texts.every((text) => /^(?:yes|no|true|false|[✓✗√×xy]|n\/a|step|cos(?:ine)?|sgd|adam)$/i.test(text.trim())))
    return false;
  return (
    texts.some((text) => recogniser.label(text)) &&
    (path.length === 0 ||
      isNamed ||
      texts.some((text) => recogniser.label(text)?.kind !== "method" || /[A-Z]{2}|\d|\[/.test(text)))
  );
}

function laterNames(roles: readonly Role[], column: number, firstValue: number): boolean {
  return roles
    .slice(column + 1, firstValue < 0 ? undefined : firstValue)
    .some((role) => role.kind === "context" && (role.what === "model" || role.what === "method"));
}

/**
 * A label that is a network and little more: "ResNet-56 [12]", "VGG-16 on CIFAR-10", but no "FPGM
 * (ResNet-56)".
 */
export function isNetwork(text: string, recogniser: Recogniser): boolean {
  const clean = withoutMarks(text);
  const [first] = recogniser.networks(clean);
  if (!first || first.at > 10) return false;
  let rest = clean;
  for (const { text: named } of [...recogniser.networks(clean), ...recogniser.datasets(clean)])
    rest = rest.replace(named, " ");
  return (
    rest.replace(
      /\b(?:on|the|base(?:line)?|original|unpruned|dense|full|pre-?trained|bottleneck|model|bn|k ?= ?\d+|\d+x|for|with)\b|\([^()]*\)|[^\p{L}\p{N}]/giu,
      "",
    ).length <= 2
  );
}
