import { z } from "zod";
import { taskFeatures } from "../../graph/index.ts";
import { fraction, reportedResult } from "./result.ts";
import { identifier, paperSchema, shortName, text } from "./source.ts";

const named = z.strictObject({
  id: identifier.describe("What it is found by: resnet56, cifar10."),
  name: text.describe("Its name in full."),
  aliases: z
    .array(shortName)
    .default([])
    .describe(
      "Other names, where case, spaces, hyphens and underscores do not count: ResNet-56 needs none for resnet56.",
    ),
});

/**
 * A compression task a paper reports on: a network on a data set, with the seven features (paper,
 * section 3.3.1).
 */
export const reportedTask = z.strictObject({
  id: shortName.describe("The ids of network and data set with a slash between: resnet56/cifar10."),
  network: named
    .extend({
      family: shortName
        .optional()
        .describe(
          "What papers call it whose layers differ a little, as ResNet-56; as its name says where absent. It is found by this, too.",
        ),
    })
    .describe("The network; one of the same layers goes by one id."),
  dataset: named.describe("The data set."),
  features: taskFeatures.describe(
    "The seven features of the task (the AutoMC paper, section 3.3.1); null where no source gives one.",
  ),
  accuracySource: text.optional().describe("Where the task's accuracy is from; needed where it is given."),
});
export type ReportedTask = z.output<typeof reportedTask>;

/**
 * Where a reader of documents found a result and how sure it is: for whoever looks a proposal
 * through. None of it enters the graph.
 */
const extracted = z.strictObject({
  confidence: fraction.describe("How sure the reader is, a fraction of 1."),
  reasons: z.array(z.string()).describe("Why it is not surer, in plain words."),
  table: text.describe("The table it is in."),
  page: z.number().int().positive().optional().describe("The page it is on."),
  cells: z
    .array(z.strictObject({ at: text.describe("Row and column."), text: z.string().describe("What the cell holds.") }))
    .describe("The cells it was read from."),
});

/**
 * A method that a paper's tables name and no card describes: knowledge by name only, until there is
 * a card.
 */
export const namedMethod = named.extend({
  isOwn: z.boolean().default(false).describe("Whether the paper proposes it."),
});
export type NamedMethod = z.output<typeof namedMethod>;

/**
 * A result of a method, or of a search over methods, whose name the graph keeps an index of: it
 * can't be long.
 */
export const proposedResult = reportedResult.extend({
  method: identifier.optional().describe("The method it is of, by its id or another name: NS."),
  algorithm: shortName
    .optional()
    .describe("In place of a method: what searched over methods, as AutoMC or random search."),
});

/**
 * A file of results taken from one paper, with the tasks they are on.
 *
 * A result is of a `method` in the graph, or of an `algorithm` that searched over methods (AutoMC,
 * random search …): such a result says nothing about one strategy, so it is kept and shown but is
 * no experience to learn strategies from.
 */
export const paperResultsSchema = z
  .strictObject({
    paper: paperSchema,
    notes: z.array(text).default([]).describe("What to know of the source as a whole, in plain words."),
    methods: z
      .array(namedMethod)
      .default([])
      .describe("Methods that have no card: known by name until one describes them."),
    tasks: z
      .array(reportedTask.describe("A network on a data set."))
      .default([])
      .describe("The tasks that the results are on; one that the graph knows may be omitted."),
    results: z
      .array(
        proposedResult
          .extend({
            extracted: extracted
              .optional()
              .describe("Where a reader of papers found it and how sure it is; none of it enters the graph."),
          })
          .describe("One published result, in fractions of 1 and plain counts."),
      )
      .min(1)
      .describe("What the source reports, each with its place."),
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
