import type { z } from "zod";
import { nearest } from "../names/normalise.ts";
import { type JsonSchema, schemaOf } from "./schema-of.ts";

type Path = readonly PropertyKey[];

/** Where a schema refuses a document first, and in a sentence why, with what is allowed there. */
export function refusalOf(error: z.ZodError, schema: z.ZodType, raw: unknown): { path: Path; sentence: string } {
  // A key that nobody knows is often why another one is missing.
  const issue = error.issues.find(({ code }) => code === "unrecognized_keys") ?? error.issues[0]!;
  const place = issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  const more = error.issues.length === 1 ? "" : ` (and ${error.issues.length - 1} more)`;
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const allowed = keysAt(schemaOf(schema), issue.path, raw);
    // An unknown key is itself the place, not the map around it.
    return { path: [...issue.path, key], sentence: `${place}there is no key "${key}" here${only(key, allowed, more)}` };
  }
  const value = at(raw, issue.path);
  if (issue.code === "invalid_value" && value !== undefined) {
    const allowed = issue.values.map(String);
    return {
      path: issue.path,
      sentence: `${place}${JSON.stringify(value)} is not allowed here${only(String(value), allowed, more)}`,
    };
  }
  const meaning = issue.message.replace(/^Invalid input: expected (.+), received undefined$/, "missing, should be $1");
  return { path: issue.path, sentence: `${place}${meaning}${more}.` };
}

/**
 * The end of a sentence about a word that is none of those allowed: these, and the one that may
 * have been meant.
 */
export function only(word: string, allowed: readonly string[], more = ""): string {
  const [meant] = nearest(word, allowed);
  const these = allowed.length === 0 ? "" : `, only ${allowed.join(", ")}`;
  return `${these}${more}${meant === undefined ? "." : `; did you mean ${meant}?`}`;
}

/**
 * The keys that a schema knows at a place. Where it leaves a choice, those of the choice that
 * shares most keys with what is there.
 */
function keysAt(schema: JsonSchema, path: Path, raw: unknown): string[] {
  const [step, ...rest] = path;
  const written = typeof raw === "object" && raw !== null ? Object.keys(raw) : [];
  const shared = ({ properties = {} }: JsonSchema) => written.filter((key) => key in properties).length;
  const choices = (schema.anyOf ?? [schema]) as JsonSchema[];
  const chosen = choices.reduce((best, each) => (shared(each) > shared(best) ? each : best));
  if (step === undefined) return Object.keys(chosen.properties ?? {});
  const inside =
    typeof step === "number" ? chosen.items : (chosen.properties?.[String(step)] ?? chosen.additionalProperties);
  return typeof inside === "object" && !Array.isArray(inside)
    ? keysAt(inside as JsonSchema, rest, at(raw, [step]))
    : [];
}

function at(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (held, step) => (typeof held === "object" && held !== null ? Reflect.get(held, step) : undefined),
    value,
  );
}
