import { keyOf } from "../recognise/key.ts";
import { looksLikeMethod, type MethodLabel } from "../recognise/methods.ts";
import type { RecognisedMethod, Recogniser } from "../recognise/recogniser.ts";
import type { ExtractedRow } from "../tables/extracted.ts";
import type { Confidence } from "./confidence.ts";

/** What a row's figures are of. */
export interface ChosenMethod extends RecognisedMethod {
  /** The name that the paper's row has, where it is another than the method's. */
  label?: string;
  /** How the run differs from the method as its paper has it. */
  variant?: string;
}

export interface MethodOptions {
  recogniser: Recogniser;
  /** The paper's own method, if it is known what it is called. */
  own: RecognisedMethod | undefined;
  /**
   * Where the graph says that the paper proposes several: the one that "Our-E" means is that whose
   * id ends in `-E`.
   */
  ownOfSuffix: (suffix: string) => RecognisedMethod | undefined;
  /**
   * Names of methods that occur with a setting somewhere in the paper: with `GAL-0.5` beside it,
   * `GAL-1` is GAL too.
   */
  settled: ReadonlySet<string>;
  /** The method that a number in brackets refers to. */
  cited: (reference: string) => RecognisedMethod | undefined;
}

/** The method of a row, or undefined where nothing says which; doubts go to `confidence`. */
export function chooseMethod(
  row: ExtractedRow,
  { recogniser, own, ownOfSuffix, settled, cited }: MethodOptions,
  confidence: Confidence,
): ChosenMethod | undefined {
  const label = row.method;
  if (label === undefined) {
    if (!own) confidence.doubt(0.3, { kind: "noMethod" });
    else confidence.doubt(0.85, { kind: "assumedOwn", own: own.name });
    return own;
  }
  switch (label.kind) {
    case "baseline":
      return undefined;
    case "own": {
      const suffix = label.name
        .replace(/^(?:ours?|proposed|this work)(?:\s+(?:method|approach))?/i, "")
        .replace(/^[\s-]+/, "");
      const special = ownOfSuffix(suffix);
      if (special) return { ...special, label: label.text };
      if (!own) {
        confidence.doubt(0.5, { kind: "unnamedOwn", label: label.text });
        return undefined;
      }
      const variant = [suffix, label.variant].filter(Boolean).join(", ");
      confidence.lessen(0.95);
      return { ...own, label: label.text, ...(/\p{L}{2}/u.test(variant) && { variant }) };
    }
    case "stage": {
      if (!own) {
        confidence.doubt(0.4, { kind: "step", name: label.name });
        return undefined;
      }
      if (label.tuned) confidence.doubt(0.85, { kind: "stepAsOwn", name: label.name, own: own.name });
      else confidence.doubt(0.5, { kind: "stepOnTheWay", name: label.name });
      return { ...own, label: label.text, ...(label.tuned ? {} : { variant: label.text }) };
    }
    case "citation": {
      const found = cited(label.name);
      if (found) confidence.doubt(0.9, { kind: "onlyCitation", citation: label.name, method: found.name });
      else confidence.doubt(0.4, { kind: "onlyCitation", citation: label.name });
      return found && { ...found, label: `[${label.name}]` };
    }
    default:
      return named(label, { recogniser, own, settled }, confidence);
  }
}

function named(
  { text, name, variant }: Extract<MethodLabel, { kind: "method" }>,
  { recogniser, own, settled }: Pick<MethodOptions, "recogniser" | "own" | "settled">,
  confidence: Confidence,
): ChosenMethod {
  const isOwn = own !== undefined && (keyOf(own.name) === keyOf(name) || keyOf(own.id) === keyOf(name));
  const numbered = /^(.+?)-(\d+(?:-\p{L}+)?)$/u.exec(name);
  const whole = recogniser.method(name);
  const found = isOwn
    ? own
    : !whole.known && numbered && settled.has(keyOf(numbered[1]!))
      ? recogniser.method(numbered[1]!)
      : whole;
  if (!found.known && !isOwn) {
    if (looksLikeMethod(name)) confidence.lessen(0.93);
    else confidence.doubt(0.65, { kind: "perhapsNoMethod", name });
  }
  const printed = text.replace(/\s*\((?:ours?|proposed)\)\*?$/i, "");
  const isElse = variant !== undefined && /\p{L}{3}/u.test(variant) && !/\bours?\b/i.test(variant);
  return {
    ...found,
    ...(printed !== found.name && printed !== found.id && { label: text }),
    ...(isElse && { variant: variant! }),
  };
}
