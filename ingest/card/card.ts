import { z } from "zod";
import { reportedResult } from "../results/result.ts";
import { identifier, paperSchema, shortName, text } from "../results/source.ts";
import { either } from "../yaml/either.ts";
import { type Located, type Path, readYaml } from "../yaml/located-yaml.ts";
import { mapFault, type ValueMap, valueMap } from "./value-map.ts";

/** A value that a setting's id can carry: `HP8=l2_bn`. */
const settingValue = z.union([
  z.number(),
  z.string().regex(/^[\p{L}\p{N}._+/-]{1,64}$/u, "a value is a number, or letters, digits and . _ + / -"),
]);

const techniqueSchema = z.strictObject({
  id: identifier.describe("What it is referred to by: TE10."),
  name: text.describe("The technique in a few words."),
});

const hyperparameterSchema = z.strictObject({
  id: identifier.describe("What it is referred to by, in steps as $HP1."),
  name: text.describe("The hyperparameter in a few words."),
  unit: text.optional().describe("What its values are in: x pre-training epochs, x P(M)."),
  values: z
    .array(settingValue)
    .min(1)
    .refine((values) => new Set(values.map(String)).size === values.length, "the same value is here twice")
    .describe("The values that the search may choose from."),
});
export type Hyperparameter = z.output<typeof hyperparameterSchema>;
export type Technique = z.output<typeof techniqueSchema>;

const reference = z.strictObject({ ref: identifier.describe("The id of what another card or the graph defines.") });

const isReference = (value: unknown) => typeof value === "object" && value !== null && "ref" in value;

/** Either `{ref: HP1}`, for what another card or the graph defines, or the definition itself. */
function referenceOr<T extends z.ZodType>(definition: T) {
  return either(isReference, reference, definition);
}

/**
 * One operator with its parameters, `prune: {score: l1, remove: $HP2}`; a text `$HP2` stands for
 * that hyperparameter's value, and `{ $HP8: { l1_weight: l1, l2_weight: l2 } }` for what the map
 * has for it.
 */
const stepSchema = z
  .record(identifier, z.record(z.string(), z.unknown()))
  .refine((step) => Object.keys(step).length === 1, "a step names one operator, like `- fineTune: {epochs: $HP1}`")
  .transform((step) => {
    const [operator, params] = Object.entries(step)[0] ?? ["", {}];
    return { operator, params };
  })
  .meta({
    description:
      "One operator with its parameters, - prune: { score: l1, remove: $HP2 }; $HP2 stands for that hyperparameter's value.",
    minProperties: 1,
    maxProperties: 1,
  });

/**
 * A method card: what a paper says about a compression method and how to run it, as steps of
 * operators.
 *
 * The hyperparameters are what the search may choose; their values span the method's strategies. A
 * card without steps says what a method is and not how it runs: it is knowledge only and has no
 * strategies.
 */
export const cardSchema = z
  .strictObject({
    id: identifier.describe("The method's short name, which its strategies begin with: NS(HP1=0.1,…)."),
    name: text.optional().describe("The method's name in full; its id when absent."),
    aliases: z
      .array(shortName)
      .default([])
      .describe("Other names that papers call it by; case, spaces, hyphens and underscores do not count."),
    paper: paperSchema,
    techniques: z
      .array(referenceOr(techniqueSchema))
      .min(1)
      .describe("What it does, as { id, name }, or { ref } to what is known."),
    hyperparameters: z
      .array(referenceOr(hyperparameterSchema))
      .default([])
      .describe("What the search may choose, as { id, name, unit, values }, or { ref } to what is known."),
    steps: z.array(stepSchema).default([]).describe("How it runs, as operators; without steps it is knowledge only."),
    notes: z
      .array(text)
      .default([])
      .describe("Choices made where the paper is silent, and where the card differs from it."),
    results: z
      .array(reportedResult.describe("One published result, in fractions of 1 and plain counts."))
      .default([])
      .describe("What its own paper reports of it."),
  })
  .check(({ value: card, issues }) => {
    const refuse = (path: PropertyKey[], message: string) =>
      issues.push({ code: "custom", path, message, input: card });
    for (const list of ["techniques", "hyperparameters"] as const) {
      const ids = card[list].map(idOf);
      ids.forEach((id, at) => {
        if (ids.indexOf(id) < at) refuse([list, at], `${id} is in this list twice`);
      });
    }
    const offered = card.hyperparameters.map(idOf);
    const bound = bindings(card.steps);
    const defined = new Map(card.hyperparameters.flatMap((entry) => ("id" in entry ? [[entry.id, entry.values]] : [])));
    for (const { id, map, fault, path } of bound) {
      const values = defined.get(id); // those of a reference are known when it is resolved
      if (fault) refuse(["steps", ...path], fault);
      else if (!offered.includes(id)) refuse(["steps", ...path], `$${id} is not among the card's hyperparameters`);
      else if (map && values) {
        const wrong = mapFault(map, values);
        if (wrong) refuse(["steps", ...path], wrong);
      }
    }
    offered.forEach((id, at) => {
      if (card.steps.length > 0 && !bound.some((binding) => binding.id === id)) {
        refuse(["hyperparameters", at], `${id} is bound by no step; write $${id} where a step takes it`);
      }
    });
  });
export type Card = z.output<typeof cardSchema>;

/** The id of a definition, or of what a reference refers to. */
export function idOf(entry: { id: string } | { ref: string }): string {
  return "ref" in entry ? entry.ref : entry.id;
}

/**
 * Reads the text of a method card. `file` is only named in messages.
 *
 * @throws IngestError `bad_yaml` or `bad_card` in one sentence with file and line.
 */
export function readCard(text: string, file: string): Located<Card> {
  return readYaml(text, file, cardSchema);
}

/** A `$HP…` in a step: with a map where it is a key, with a fault where that is no map. */
export interface Binding {
  id: string;
  map?: ValueMap;
  fault?: string;
  /** Where it is in the steps. */
  path: Path;
}

/** Every `$HP…` in the steps. */
export function bindings(steps: readonly { operator: string; params: unknown }[]): Binding[] {
  const found: Binding[] = [];
  const look = (value: unknown, path: Path) => {
    if (typeof value === "string" && value.startsWith("$")) found.push({ id: value.slice(1), path });
    else if (Array.isArray(value)) for (const [at, inside] of value.entries()) look(inside, [...path, at]);
    else if (value !== null && typeof value === "object") {
      const map = valueMap(value);
      if (typeof map === "object") found.push({ id: map.id, map, path: [...path, `$${map.id}`] });
      if (typeof map === "string") found.push({ id: "", fault: map, path });
      for (const [key, inside] of Object.entries(value)) look(inside, [...path, key]);
    }
  };
  for (const [at, { operator, params }] of steps.entries()) look(params, [at, operator]);
  return found;
}
