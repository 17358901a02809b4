import { z } from "zod";
import { shortName } from "../results/source.ts";
import { either } from "../yaml/either.ts";
import { type Located, readYaml } from "../yaml/located-yaml.ts";

/** What a column's words can be. */
const wordRoles = ["method", "network", "dataset", "teacher", "bits", "setting", "ignore"] as const;

/** What a column's numbers can be. */
const figureRoles = [
  "accuracy",
  "baseAccuracy",
  "error",
  "baseError",
  "top5",
  "change",
  "drop",
  "parameters",
  "baseParameters",
  "flops",
  "baseFlops",
  "pr",
  "fr",
  "keptParameters",
  "keptFlops",
  "speedup",
  "compression",
  "target",
] as const;
export type FigureRole = (typeof figureRoles)[number];

const role = z.enum([...wordRoles, ...figureRoles]);
export type ColumnRole = z.output<typeof role>;

const isText = (value: unknown) => typeof value === "string";

/** What one column, or one row, is of, where no cell says it. */
const constants = {
  network: shortName.optional().describe("The network, as ResNet-56."),
  dataset: shortName.optional().describe("The data set, as CIFAR-10."),
  method: shortName.optional().describe("The method; the paper's own where this and all cells are silent."),
  teacher: shortName.optional().describe("The network that taught it."),
  setting: shortName.optional().describe("How it was run, as FT 40 epochs."),
};

const headerRoles = ["network", "dataset", "method", "teacher", "setting", "pr", "target"] as const;
export type HeaderRole = (typeof headerRoles)[number];

const columnObject = z.strictObject({
  is: either(isText, role, z.array(role).min(1).max(8)).describe(
    "What its cells hold; a list for several numbers in a cell, in their order.",
  ),
  unit: z
    .enum(["%", "K", "M", "G", "x"])
    .optional()
    .describe("Of its numbers, where neither they nor the label say it."),
  header: z
    .union([
      z.enum(headerRoles),
      z
        .array(z.enum([...headerRoles, "ignore"]))
        .min(1)
        .max(5),
    ])
    .optional()
    .describe("What its labels are, from top to bottom, where they name a network, a data set, a pruning rate."),
  ...constants,
});

const column = either(isText, role, columnObject).transform(
  (value): ColumnMapping => (typeof value === "string" ? { is: value } : value),
);
export type ColumnMapping = z.output<typeof columnObject>;

const rowObject = z.strictObject({
  is: z.enum(["baseline", "result", "ignore"]).default("result"),
  ...constants,
});
const row = either(isText, z.enum(["baseline", "result", "ignore"]), rowObject).transform(
  (value): z.output<typeof rowObject> => (typeof value === "string" ? { is: value } : value),
);

const places = z
  .string()
  .regex(
    /^\d{1,4}(?:-\d{1,4})?(?:\s*,\s*\d{1,4}(?:-\d{1,4})?)*$/,
    "a key is a number, a range or several: 2, 3-5, 2,7",
  );

const percentOrFraction = z
  .union([z.number().min(0).max(1), z.string().regex(/^\d{1,3}(?:\.\d+)?\s*%$/)], "write 76.13%, or a fraction of 1")
  .transform((value) => (typeof value === "number" ? value : Number(value.replace("%", "")) / 100));

const tableMapping = z
  .strictObject({
    table: z.int().positive().optional().describe("Which of the document's tables, from 1."),
    header: z
      .array(z.string().max(2_000))
      .min(1)
      .max(200)
      .optional()
      .describe("The labels of its columns; tables with the same ones are read in the same way."),
    headerRows: z
      .int()
      .min(0)
      .max(10)
      .optional()
      .describe("How many rows at the top are labels; as the reader sees it where absent."),
    turned: z
      .boolean()
      .optional()
      .describe("Its labels are before the rows: columns and rows count the other way round."),
    skip: z.boolean().optional().describe("It has no results: nothing in it is read."),
    columns: z.record(places, column).default({}).describe("What each column is, from 1."),
    rows: z
      .record(places, row)
      .default({})
      .describe("What is special about rows, from 1 for the first row of the table."),
    constants: z
      .strictObject({
        ...constants,
        baseAccuracy: percentOrFraction.optional().describe("Accuracy before compression."),
      })
      .default({})
      .describe("What all of the table is of, where its rows and columns don't say."),
  })
  .refine(
    ({ table, header }) => table !== undefined || header !== undefined,
    "say which table it is, by table or header",
  )
  .refine(
    ({ skip, columns }) => skip === true || Object.keys(columns).length > 0,
    "say what its columns are, or skip: true",
  );
export type TableMapping = z.output<typeof tableMapping>;

/**
 * What a person says that the tables of a document are: which columns are what, and what no cell
 * says. It names no figure: these come from the document's own cells.
 */
export const mappingSchema = z.strictObject({
  paper: z.string().max(200).optional().describe("The paper's id; only for whoever reads the file."),
  tables: z.array(tableMapping).min(1).max(400),
});
export type Mapping = z.output<typeof mappingSchema>;

/**
 * Reads a mapping.
 *
 * @throws IngestError `bad_yaml` or `bad_card` in one sentence with file and line.
 */
export function readMapping(text: string, file: string): Located<Mapping> {
  return readYaml(text, file, mappingSchema);
}

/** The mapping of a column or row by its number from 1; keys are numbers and ranges. */
export function mappedAt<T>(entries: Readonly<Record<string, T>>, number: number): T | undefined {
  return Object.entries(entries).find(([key]) =>
    key.split(",").some((piece) => {
      const [from, to = from] = piece.trim().split("-").map(Number);
      return number >= from! && number <= to!;
    }),
  )?.[1];
}
