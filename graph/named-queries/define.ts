import { z } from "zod";

/** The kinds of node that a parameter or a column can name. */
export const labelsWithNames = [
  "Method",
  "Technique",
  "Hyperparameter",
  "Setting",
  "Strategy",
  "Paper",
  "Result",
  "Task",
  "Network",
  "NetworkFamily",
  "Dataset",
  "Study",
  "Trial",
  "Scheme",
] as const;
export type NamedLabel = (typeof labelsWithNames)[number];

/**
 * A question with a name: a query that only reads, whose parameters and columns are described, so
 * that a person can find it, ask it and read the answer. It runs as any `Query` does; `ask` also
 * distinguishes an unknown name from an empty answer.
 */
export interface NamedQuery<In = Record<string, unknown>, Row = Record<string, unknown>> {
  readonly mode: "read";
  /** As it is asked for: `best-by-task`. */
  readonly name: string;
  /** What it answers, as a line in a list. */
  readonly title: string;
  /** How the answer is made and how to read it. */
  readonly description: string;
  /** By name, each with a description and, where it has no default, an example. */
  readonly parameters: Readonly<Record<string, z.ZodType>>;
  /** By name, in the order they are shown. */
  readonly columns: Readonly<Record<string, z.ZodType>>;
  readonly params: z.ZodType<Record<string, unknown>, In>;
  readonly row: z.ZodType<Row>;
  readonly cypher: string;
}

/**
 * Defines a named query; its types follow from its parameters and columns. `given` makes what the
 * statement takes of what a reader returns, where the two differ.
 */
export function namedQuery<P extends Record<string, z.ZodType>, C extends Record<string, z.ZodType>>(definition: {
  name: string;
  title: string;
  description: string;
  parameters: P;
  columns: C;
  given?: (params: z.output<z.ZodObject<P>>) => Record<string, unknown>;
  cypher: string;
}): NamedQuery<z.input<z.ZodObject<P>>, z.output<z.ZodObject<C>>> {
  const { given = (params: Record<string, unknown>) => params, ...rest } = definition;
  const params = z.strictObject(definition.parameters).transform((value) => given(value as z.output<z.ZodObject<P>>));
  return { ...rest, mode: "read", params, row: z.object(definition.columns) } as unknown as NamedQuery<
    z.input<z.ZodObject<P>>,
    z.output<z.ZodObject<C>>
  >;
}

/**
 * A field that is the id of a node of one kind (a study's name, a trial's key): it can be checked,
 * and drawn as a node.
 */
export function nodeId(label: NamedLabel, description: string, example?: string) {
  return z.string().meta({ description, "x-node": label, ...(example !== undefined && { examples: [example] }) });
}

/** The kind of node that a field names, or that each item of a list names. */
export function labelOf(field: z.ZodType): NamedLabel | undefined {
  const label = field.meta()?.["x-node"];
  return labelsWithNames.find((each) => each === label);
}

/** The same field, which is optional: null then takes all. */
export function optional<T extends z.ZodType>(field: T) {
  const { description, ...rest } = field.meta() ?? {};
  return field
    .nullable()
    .default(null as never)
    .meta({ ...rest, description: `${description}; all when omitted` });
}

/** The property that names a node of this kind. */
export function keyOf(label: NamedLabel): string {
  return { Study: "name", Trial: "key" }[label as string] ?? "id";
}
