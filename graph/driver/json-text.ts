import { z } from "zod";

/**
 * A column that holds JSON as text, read as what is written in it: Neo4j has no nested properties.
 */
export function fromJsonText<T extends z.ZodType>(schema: T) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "is not JSON" });
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/**
 * Like `fromJsonText`, but what was read already passes: for rows that are checked once more on
 * their way out.
 */
export function readJsonText<T extends z.ZodType>(schema: T) {
  return z.preprocess((value, context) => {
    if (typeof value !== "string") return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON" });
      return z.NEVER;
    }
  }, schema);
}

/** A value to be stored as JSON text. */
export function toJsonText<T extends z.ZodType>(schema: T) {
  return schema.transform((value) => JSON.stringify(value));
}

/** One operator with its parameters (`Step`), as a strategy or a trial holds it. */
export const stepSchema = z.object({ operator: z.string(), params: z.record(z.string(), z.unknown()) });
