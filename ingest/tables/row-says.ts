import { withoutMarks } from "../recognise/key.ts";
import type { MethodLabel } from "../recognise/methods.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import { isNetwork } from "./name-columns.ts";
import { type PrintedNumber, readCell } from "./numbers.ts";
import type { Role } from "./roles.ts";

export interface MethodSaid {
  label: MethodLabel | undefined;
  isCited: boolean;
}

/** A share that a row or a column is under: "0.5", "70 %", "FPGM 40 %". */
export interface TargetSaid {
  value: number;
  text: string;
  label: string;
}

/** What the cells of a row that are no results say of it. */
export interface RowSays {
  label: string;
  texts: string[];
  method: MethodSaid | undefined;
  depth: number | undefined;
  target: TargetSaid | undefined;
  /** A network is where methods do: what follows is of it. */
  networkRow: string | undefined;
  isNetworkAlone: boolean;
  /** What is where a network does, and is none that is known. */
  unknown: string | undefined;
  teacher: string | undefined;
  /** How it was run, by the labels of the columns. */
  settings: { label: string; text: string }[];
  /** A setting's column says nothing here, or that nothing was changed: "N/A", "FP32", "32". */
  isUnchanged: boolean;
  /** "ResNet-18 (69.76 %)" under a label that says so: the accuracy before compression. */
  base: { number: PrintedNumber; text: string; label: string; column: number } | undefined;
}

/** Reads the cells of a row that are no results. */
export function rowSays(at: number, roles: readonly Role[], recogniser: Recogniser): RowSays {
  const says: RowSays = {
    label: "",
    texts: [],
    method: undefined,
    depth: undefined,
    target: undefined,
    networkRow: undefined,
    isNetworkAlone: false,
    unknown: undefined,
    teacher: undefined,
    settings: [],
    isUnchanged: false,
    base: undefined,
  };
  const labels: string[] = [];
  roles.forEach((role, column) => {
    if (role.kind !== "context" || role.what === "ignored") return;
    const text = role.texts[at]!;
    if (role.what === "setting") settingIn(text, role.label, says, labels);
    if (text === "" || role.what === "setting") return;
    if (role.what === "teacher") {
      if (!readCell(text).isEmpty) says.teacher = text;
      return;
    }
    if (role.what === "method" && /^[-–—−/\s]+$/.test(text)) {
      says.method = { label: { text, kind: "baseline" }, isCited: false };
      return;
    }
    if (role.what !== "target") labels.push(text);
    if (role.what === "network" || role.what === "dataset") says.texts.push(text);
    if (role.what === "network" && isUnknownNetwork(text, recogniser)) says.unknown = withoutMarks(text);
    if (role.what === "network" && !says.method && isBaselineNetwork(text, recogniser)) {
      says.method = { label: { text, kind: "baseline" }, isCited: false };
    }
    if (role.hasBase) {
      const number = readCell(text).numbers.find(
        ({ inBrackets, unit }) => inBrackets && (unit === "%" || unit === undefined),
      );
      if (number) says.base = { number, text, label: role.label, column };
    }
    if (role.what === "depth") says.depth = Number(/\d+/.exec(text)?.[0]);
    if (role.what === "target") {
      const [number] = readCell(text).numbers;
      const value = number && (number.unit === "%" || number.value > 1 ? number.value / 100 : number.value);
      if (value !== undefined && value > 0 && value < 1) says.target = { value, text, label: role.label };
      if (value === 0) says.isUnchanged = true;
    }
    if (role.what === "method" && role.isGiven && isNetwork(text, recogniser))
      says.method = { label: { text, kind: "method", name: text }, isCited: false };
    else if (role.what === "method") nameIn(text, says, recogniser);
  });
  says.label = labels.join(", ");
  return says;
}

const unchanged =
  /^(?:float(?:ing)?(?:[\s-]points?)?|full[\s-]precision|fp-?\s?32|float-?\s?32|32(?:[\s-]?bits?)?|32\s*\/\s*32|w32\s*\/?\s*a32|none|original|dense|unpruned|uncompressed|baseline)$/i;

function settingIn(text: string, label: string, says: RowSays, labels: string[]): void {
  const bare = text.replace(/[`*()]/g, "").trim();
  if (readCell(text).isEmpty || unchanged.test(bare)) says.isUnchanged = true;
  else {
    says.settings.push({ label, text });
    labels.push(text);
  }
}

/** A name, and no known network nor a depth of one: "MobileViT-xs". */
function isUnknownNetwork(text: string, recogniser: Recogniser): boolean {
  return (
    /^\p{L}[\p{L}\p{N} ._+()/-]{1,39}$/u.test(withoutMarks(text)) &&
    recogniser.networks(text).length === 0 &&
    recogniser.datasets(text).length === 0
  );
}

/** "ResNet-56 (baseline)". */
function isBaselineNetwork(text: string, recogniser: Recogniser): boolean {
  const [network] = recogniser.networks(text);
  const rest = network ? text.replace(network.text, " ").replace(/[()[\]-]|\bbn\b/gi, " ") : "";
  return /\p{L}{3}/u.test(rest) && recogniser.label(rest)?.kind === "baseline";
}

/**
 * What is where a method's name is expected: a method, a network (then the row is of the network
 * itself), or both.
 */
function nameIn(text: string, says: RowSays, recogniser: Recogniser): void {
  const isCited = /\[[^\]]+\]|\bet al\b|\(\d{4}\)/.test(text);
  if (isNetwork(text, recogniser)) {
    says.networkRow = text;
    says.isNetworkAlone = true;
    return;
  }
  const [network] = recogniser.networks(text);
  const rest = network
    ? text
        .replace(network.text, " ")
        .replace(/^[\s\-–:,(]+|[\s\-–:,(]+$/g, "")
        .replace(/^\W+$/, "")
    : text;
  if (network && !network.found.isFamily) says.texts.push(text);
  says.method = { label: recogniser.label(network && !network.found.isFamily ? rest : text), isCited };
}
