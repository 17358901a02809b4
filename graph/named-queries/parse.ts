import { z } from "zod";
import { GraphError } from "../errors.ts";
import type { NamedQuery } from "./define.ts";

/** What a parameter takes, in words for people and pages. */
export interface ParameterInWords {
  name: string;
  type: "text" | "number" | "whole number" | "one of";
  /** Where the type is "one of". */
  choices: string[];
  description: string;
  /** Undefined where it has to be given; null where leaving it out means all. */
  default: string | number | null | undefined;
  example: string | number | undefined;
}

/** The parameters of a named query, in words. */
export function parametersInWords({ parameters }: Pick<NamedQuery, "parameters">): ParameterInWords[] {
  return Object.entries(parameters).map(([name, field]) => {
    const inner = withoutDefault(field);
    const left = field.safeParse(undefined);
    const [example] = (field.meta()?.examples ?? []) as (string | number)[];
    return {
      name,
      type: typeOf(inner),
      choices: inner instanceof z.ZodEnum ? inner.options.map(String) : [],
      description: field.description ?? "",
      default: left.success ? (left.data as string | number | null) : undefined,
      example,
    };
  });
}

/**
 * A parameter as it is read from text, as a command line and an address have it: numbers are
 * written out.
 */
export function fieldFromText(field: z.ZodType): z.ZodType {
  if (!(withoutDefault(field) instanceof z.ZodNumber)) return field;
  const toNumber = (value: unknown) => (typeof value === "string" && value.trim() !== "" ? Number(value) : value);
  return z.preprocess(toNumber, field).meta(field.meta() ?? {});
}

/**
 * Reads a named query's parameters from text. `write` is how a reader writes a parameter, for the
 * message.
 *
 * @throws GraphError `bad_params` in one sentence: an unknown parameter with those there are, a
 * missing one with an example, a wrong value with what is allowed.
 */
export function parametersFromText(
  named: NamedQuery,
  texts: Readonly<Record<string, string>>,
  write: (name: string, value: string) => string = (name, value) => `${name}=${value}`,
): Record<string, unknown> {
  const words = parametersInWords(named);
  const shown = ({ name, example, choices }: ParameterInWords) => write(name, String(example ?? choices[0] ?? "…"));
  const unknown = Object.keys(texts).find((name) => !words.some((each) => each.name === name));
  if (unknown !== undefined) {
    const takes = words.map(({ name }) => write(name, "…")).join(", ");
    throw new GraphError("bad_params", `${named.name} has no parameter ${unknown}; it takes ${takes}.`);
  }
  const missing = words.find((each) => each.default === undefined && texts[each.name] === undefined);
  if (missing) {
    const message = `${named.name} needs ${missing.name}, ${missing.description}; for example ${shown(missing)}`;
    throw new GraphError("bad_params", message);
  }
  const read: Record<string, unknown> = {};
  for (const word of words) {
    const text = texts[word.name];
    if (text === undefined) continue;
    const value = fieldFromText(named.parameters[word.name]!).safeParse(text);
    if (!value.success) {
      const allowed = word.choices.length > 0 ? `one of ${word.choices.join(", ")}` : wrong(text, value.error);
      const message = `${named.name} can't take ${word.name} "${text}" (${word.description}): ${allowed}; for example ${shown(word)}`;
      throw new GraphError("bad_params", message);
    }
    read[word.name] = value.data;
  }
  return read;
}

function wrong(text: string, { issues: [issue] }: z.ZodError): string {
  return issue?.code === "invalid_type" ? `"${text}" is no number` : (issue?.message ?? "it is not allowed");
}

function withoutDefault(field: z.ZodType): z.ZodType {
  if (field instanceof z.ZodDefault || field instanceof z.ZodNullable)
    return withoutDefault(field.unwrap() as z.ZodType);
  return field;
}

function typeOf(field: z.ZodType): ParameterInWords["type"] {
  if (field instanceof z.ZodEnum) return "one of";
  if (!(field instanceof z.ZodNumber)) return "text";
  return field.format === "safeint" ? "whole number" : "number";
}
