import type { RandomSource } from "../../server/randomness.ts";
import type { Schema } from "./api-description.ts";

/** Texts that have broken programs: paths, controls, other scripts, what looks like code, what is long. */
const oddTexts = [
  "",
  " ",
  "..",
  "../../../../etc/passwd",
  "..%2f..%2fetc%2fpasswd",
  "....//....//etc/passwd",
  "/etc/passwd",
  "C:\\Windows\\win.ini",
  "\\\\host\\share",
  "file:///etc/passwd",
  "a\u0000b",
  "\u001b[31mred\u0007",
  "\u202Egnp.exe",
  "é́🙂中文",
  "\ud800",
  "__proto__",
  "constructor",
  "toString",
  "'; DROP TABLE x; --",
  "x'}) DETACH DELETE n //",
  "`x`",
  "$p",
  "#{7*7}",
  "<script>alert(1)</script>",
  "%",
  "%00",
  "%zz",
  "NaN",
  "-0",
  "1e999",
  "9007199254740993",
  "true",
  "null",
  "[]",
  "{}",
  "a".repeat(5_000),
];

/** Values of every kind that JSON has. */
const oddValues: unknown[] = [null, true, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[[[]]]], { a: { b: {} } }, [null]];

export const pick = <T>(from: readonly T[], random: RandomSource): T => from[Math.floor(random() * from.length)]!;

/** A text that a careful program takes as any other. */
export const oddText = (random: RandomSource): string => pick(oddTexts, random);

/** A value that the schema describes, in most cases; now and then one that it does not. */
export function valueFor(schema: Schema, random: RandomSource, depth = 0): unknown {
  if (random() < 0.15 || depth > 4) return random() < 0.5 ? oddText(random) : pick(oddValues, random);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(schema.enum, random);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return valueFor(pick(choices, random), random, depth + 1);
  if (schema.examples && random() < 0.5) return pick(schema.examples, random);
  switch (schema.type) {
    case "object":
      return objectFor(schema, random, depth);
    case "array":
      return Array.from({ length: Math.floor(random() * 4) }, () => valueFor(schema.items ?? {}, random, depth + 1));
    case "integer":
    case "number":
      return numberFor(schema, random);
    case "boolean":
      return random() < 0.5;
    case "string":
      return random() < 0.5 ? pick(["NS", "tiny", "resnet56/cifar10", "RETURN 1 AS one"], random) : oddText(random);
    default:
      return oddText(random);
  }
}

function objectFor(schema: Schema, random: RandomSource, depth: number): unknown {
  const entries = Object.entries(schema.properties ?? {}).filter(
    ([name]) => schema.required?.includes(name) === true || random() < 0.5,
  );
  const made = entries.map(([name, inside]) => [name, valueFor(inside, random, depth + 1)]);
  if (random() < 0.1) made.push([oddText(random), 1]);
  return Object.fromEntries(made);
}

function numberFor({ type, minimum = -10, maximum = 1_000 }: Schema, random: RandomSource): number {
  const least = Math.max(minimum, -1e6);
  const drawn = least + random() * (Math.min(maximum, 1e6) - least);
  return type === "integer" ? Math.round(drawn) : drawn;
}
