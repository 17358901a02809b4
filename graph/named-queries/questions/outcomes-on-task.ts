import { z } from "zod";
import { outcomesOnTask as outcomes } from "../../queries/catalogue/outcomes-on-task.ts";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * What papers and our own trials say about a task together, as `outcomesOnTask` has it; `kind`
 * keeps the two apart.
 */
export const outcomesOnTask = namedQuery({
  name: "outcomes-on-task",
  title: "What is known about a task, published and measured together?",
  description:
    "Published results and measured trials on one task, the highest AR first; kind is which of the two a row is.",
  parameters: { task: parameter.task, leastPr: parameter.leastPr, limit: parameter.limit(100) },
  columns: {
    kind: z.enum(["published", "measured"]).meta({ description: "from a paper, or measured here" }),
    what: z.string().nullable().meta({ description: "the method, the search algorithm or the scheme" }),
    ar: column.ar,
    pr: column.pr,
    fr: column.fr,
    accuracy: column.accuracy,
    baseAccuracy: column.baseAccuracy,
    parameters: column.parameters,
    flops: column.flops,
    source: z.string().nullable().meta({ description: "paper and place in it, or study and number" }),
  },
  given: ({ task, leastPr, limit }) => ({ taskId: task, leastPr, atMost: limit }),
  cypher: outcomes.cypher,
});
