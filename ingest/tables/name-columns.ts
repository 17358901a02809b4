import { withoutMarks } from "../recognise/key.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import { contextKind } from "./column-kind.ts";
import { readCell } from "./numbers.ts";
import type { TablePart } from "./parts.ts";
import type { Role } from "./roles.ts";

/**
 * Decides which columns of names are networks, data sets and methods where their headers leave it
 * open ("Model", nothing at all): by what is in them. At most one column is the methods'.
 */
export function decideNames(roles: Role[], part: TablePart, recogniser: Recogniser): void {
  const firstValue = roles.findIndex(({ kind }) => kind === "values");
  leaveCategories(roles, firstValue, recogniser);
  const isGrouped = roles.some((role) => role.kind === "values" && role.group.length > 0);
  for (const [column, role] of roles.entries())
    if (role.kind === "context" && role.what === "network" && namesCitedMethods(role.texts, recogniser))
      roles[column] = { ...role, what: "model" };
  for (const [column, role] of roles.entries()) {
    if (role.kind !== "context" || role.what !== "model") continue;
    const filled = [...new Set(role.texts.filter((text) => !readCell(text).isEmpty))];
    const networks = filled.filter((text) => isNetwork(text, recogniser)).length;
    const datasets = filled.filter(
      (text) => recogniser.datasets(text).length > 0 && recogniser.networks(text).length === 0,
    ).length;
    const methods = roles.some((other) => other.kind === "context" && other.what === "method");
    const isBehind = firstValue >= 0 && column > firstValue;
    const isNamed = roles.some((other, at) => at !== column && other.kind === "context" && other.what === "model");
    const isRunInWays = roles.some((other) => other.kind === "context" && other.what === "setting");
    if (datasets * 2 >= filled.length && datasets > 0) roles[column] = { ...role, what: "dataset" };
    else if (isRunInWays && !methods && networks * 2 >= filled.length) roles[column] = { ...role, what: "network" };
    else if (networks === filled.length || (methods && networks * 2 >= filled.length))
      roles[column] = { ...role, what: "network" };
    else if (networks > 0 && networks * 2 >= filled.length && laterNames(roles, column, firstValue))
      roles[column] = { ...role, what: "network" };
    else if (!methods && !isBehind && (networks > 0 || mayBeMethods(filled, part.paths[column]!, recogniser)))
      roles[column] = { ...role, what: "method" };
    else if (!methods && isBehind && !isNamed && !isGrouped && areResultsNames(filled, part.paths[column]!, recogniser))
      roles[column] = { ...role, what: "method" };
    else if (part.paths[column]?.length === 0 && column > 0)
      roles[column] = { kind: "ignored", label: role.label, isUnknown: false };
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
    if (column > firstValue && role.kind === "context" && role.what === "method")
      roles[column] = { kind: "ignored", label: role.label, isUnknown: false };
  });
}

/** "Pruned model" behind the figures, over names of one form: "BeaverCut-60%", "BeaverCut-30%". */
function areResultsNames(texts: readonly string[], path: readonly string[], recogniser: Recogniser): boolean {
  return (
    path.some((label) => contextKind(label) === "model") &&
    texts.every((text) => {
      const label = recogniser.label(text);
      return label?.kind === "method" && /\p{Lu}/u.test(label.name) && !/\s/.test(label.name);
    })
  );
}

/** Under "Model", beside a column of methods: networks, known ones or not. */
function areNames(texts: readonly string[], path: readonly string[]): boolean {
  return (
    path.some((label) => contextKind(label) === "model") &&
    texts.length > 0 &&
    texts.every((text) => /^\p{L}[\p{L}\p{N} ._+()/-]{1,39}$/u.test(withoutMarks(text)))
  );
}

/** Under "Network": names of which none is a network's, and most have a citation, are of methods. */
function namesCitedMethods(texts: readonly string[], recogniser: Recogniser): boolean {
  const names = [...new Set(texts.filter((text) => !readCell(text).isEmpty))];
  const cited = names.filter((text) => /\[\d[\d,\s-]*\]|\b(?:19|20)\d\d[a-z]?\b|\bet al\b/.test(text)).length;
  return cited >= 2 && cited * 2 >= names.length && !names.some((text) => recogniser.networks(text).length > 0);
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
