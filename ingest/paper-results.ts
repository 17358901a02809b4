import { z } from "zod";
import { taskFeatures } from "../graph/index.ts";
import { type Located, readYaml } from "./located-yaml.ts";
import { identifier, paperSchema, shortName, text } from "./paper.ts";
import { fraction, reportedResult } from "./result.ts";

const named = z.strictObject({ id: identifier, name: text, aliases: z.array(shortName).default([]) });

/** A compression task a paper reports on: a network on a data set, with the seven features (paper, section 3.3.1). */
export const reportedTask = z.strictObject({
  id: shortName,
  network: named,
  dataset: named,
  features: taskFeatures,
  /** Where the task's accuracy is from; needed where it is given. */
  accuracySource: text.optional(),
});
export type ReportedTask = z.output<typeof reportedTask>;

/** Where a reader of documents found a result and how sure it is: for whoever looks a proposal through. None of it enters the graph. */
const extracted = z.strictObject({
  confidence: fraction,
  reasons: z.array(z.string()),
  table: text,
  page: z.number().int().positive().optional(),
  cells: z.array(z.strictObject({ at: text, text: z.string() })),
});

/** A method that a paper's tables name and no card describes: knowledge by name only, until there is a card. */
export const namedMethod = named.extend({
  /** The paper proposes it. */
  isOwn: z.boolean().default(false),
});
export type NamedMethod = z.output<typeof namedMethod>;

/** A result of a method, or of a search over methods, whose name the graph keeps an index of: it can't be long. */
export const proposedResult = reportedResult.extend({ method: identifier.optional(), algorithm: shortName.optional() });

/**
 * A file of results taken from one paper, with the tasks they are on.
 *
 * A result is of a `method` in the graph, or of an `algorithm` that searched over methods (AutoMC, random search …): such a result says
 * nothing about one strategy, so it is kept and shown but is no experience to learn strategies from.
 */
export const paperResultsSchema = z
  .strictObject({
    paper: paperSchema,
    notes: z.array(text).default([]),
    methods: z.array(namedMethod).default([]),
    tasks: z.array(reportedTask).default([]),
    results: z.array(proposedResult.extend({ extracted: extracted.optional() })).min(1),
  })
  .check(({ value: file, issues }) => {
    const ids = file.results.map(({ id }) => id);
    const firstAt = new Map(ids.toReversed().map((id, back) => [id, ids.length - 1 - back]));
    file.results.forEach(({ id, method, algorithm, settings }, at) => {
      const refuse = (key: string, message: string) =>
        issues.push({ code: "custom", path: ["results", at, key], message, input: file });
      if (firstAt.get(id) !== at) refuse("id", `${id} names two results`);
      if ((method === undefined) === (algorithm === undefined))
        refuse("id", `${id} needs a method or an algorithm, not both`);
      if (algorithm !== undefined && Object.keys(settings).length > 0)
        refuse("settings", "settings are those of a method");
    });
  });
export type PaperResults = z.output<typeof paperResultsSchema>;

/**
 * Reads the text of a file of results. `file` is only named in messages.
 *
 * Throws IngestError `bad_yaml` or `bad_card` in one sentence with file and line.
 */
export function readPaperResults(text: string, file: string): Located<PaperResults> {
  return readYaml(text, file, paperResultsSchema);
}
