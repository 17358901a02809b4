import { z } from "zod";
import { schemaOf } from "./schema-of.ts";

/**
 * One of two forms, checked by the schema of the form that was meant, so that a slip is said as one
 * of that form and not that neither fits.
 *
 * @param isFirst whether a value is meant as the first form
 */
export function either<A extends z.ZodType, B extends z.ZodType>(
  isFirst: (value: unknown) => boolean,
  first: A,
  second: B,
) {
  const checked = z.unknown().transform((value, context): z.output<A> | z.output<B> => {
    const result = isFirst(value) ? first.safeParse(value) : second.safeParse(value);
    if (result.success) return result.data as z.output<A> | z.output<B>;
    for (const issue of result.error.issues) context.issues.push({ ...issue, input: value } as never);
    return z.NEVER;
  });
  return checked.meta({
    // What a JSON Schema has in its place, as it can't look into a function; made when one is asked for.
    get anyOf() {
      return [first, second].map((each) => {
        const { $schema: _, ...schema } = schemaOf(each);
        return schema;
      });
    },
  });
}
