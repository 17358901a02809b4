import { z } from "zod";
import { searchNames } from "../../queries/catalogue/search-names.ts";
import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/** What the graph knows by a name or title like some words, best match first; see `searchNames`. */
export const find = namedQuery({
  name: "find",
  title: "What is in the graph by this name?",
  description:
    "Looks for words in the ids, names and titles of methods, techniques, hyperparameters, papers, tasks, networks, data sets and studies. The ids it returns are what the other queries take.",
  parameters: {
    text: z
      .string()
      .trim()
      .min(1)
      .meta({ description: "words to look for", examples: ["pruning"] }),
    limit: parameter.limit(20),
  },
  columns: {
    label: z.string().meta({ description: "what it is" }),
    id: z.string().meta({ description: "its id" }),
    name: z.string().meta({ description: "its name or title" }),
    score: column.count("how well it fits; larger is better"),
  },
  given: ({ text, limit }) => searchNames.params.parse({ text, atMost: Math.min(limit, 1000) }),
  cypher: searchNames.cypher,
});
