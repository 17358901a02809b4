import { z } from "zod";
import { taskFeatures } from "../graph/index.ts";
import { type Located, readYaml } from "./located-yaml.ts";
import { identifier, paperSchema, shortName, text } from "./paper.ts";
import { reportedResult } from "./result.ts";

const named = z.strictObject({ id: identifier, name: text, aliases: z.array(shortName).default([]) });

/** A compression task a paper reports on: a network on a data set, with the seven features (paper, section 3.3.1). */
const reportedTask = z.strictObject({
  id: shortName,
  network: named,
  dataset: named,
  features: taskFeatures,
  /** Where the task's accuracy is from; needed where it is given. */
  accuracySource: text.optional(),
});
export type ReportedTask = z.output<typeof reportedTask>;

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
    tasks: z.array(reportedTask).default([]),
    results: z.array(reportedResult.extend({ method: identifier.optional(), algorithm: text.optional() })).min(1),
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
