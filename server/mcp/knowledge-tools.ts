import { z } from "zod";
import { ask, graphSchema, namedQueries, parametersFromText, parametersInWords, readOnly } from "../../graph/index.ts";
import { describeQuery } from "../describe-query.ts";
import { BadInput, ServerError } from "../errors.ts";
import { call } from "../http/call.ts";
import { contracts } from "../http/contracts/list.ts";
import { more, tool } from "./tool.ts";

const names = namedQueries.map(({ name }) => name) as [string, ...string[]];

/** The library in a line a query: its name, its parameters (? where one may be left out), what it answers. */
const library = namedQueries
  .map((named) => {
    const parameters = parametersInWords(named).map(
      ({ name, default: left }) => `${name}${left === undefined ? "" : "?"}`,
    );
    return `${named.name}(${parameters.join(", ")}): ${named.title}`;
  })
  .join("\n");

/** Questions about methods, papers, results and what was measured. */
export const knowledgeTools = [
  tool({
    name: "find",
    description: "Finds methods, techniques, papers, tasks, networks, data sets and studies by words; gives their ids.",
    input: z.strictObject({ text: z.string().min(1).max(200), limit: z.int().min(1).max(50).default(10) }),
    run: async ({ deps }, { text, limit }) => ask(deps.graph, query("find"), { text, limit }),
  }),
  tool({
    name: "ask",
    description: `Asks the graph a question by its name; every published figure comes with paper, table and row. describe_query says more of one.\n${library}`,
    input: z.strictObject({
      query: z.enum(names),
      params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
      more,
    }),
    run: async ({ deps }, { query: name, params }) => {
      const texts = Object.fromEntries(Object.entries(params).map(([key, value]) => [key, String(value)]));
      const named = query(name);
      return { rows: await ask(deps.graph, named, parametersFromText(named, texts)) };
    },
  }),
  tool({
    name: "describe_query",
    description: "Describes a named query: how its answer is made, its parameters with examples, its columns.",
    input: z.strictObject({ query: z.enum(names) }),
    run: async (_, { query: name }) => describeQuery(query(name)),
  }),
  tool({
    name: "schema",
    description: "The graph's labels, properties and relationships with counts, and example Cypher.",
    input: z.strictObject({}),
    run: async ({ deps }) => graphSchema(deps.graph),
  }),
  tool({
    name: "cypher",
    description:
      "Runs Cypher that only reads; at most `limit` rows, 10 s. Prefer `ask`. Warnings say which names the graph does not have.",
    input: z.strictObject({
      query: z.string().min(1).max(20_000),
      params: z.record(z.string(), z.unknown()).default({}),
      limit: z.int().min(1).max(1_000).default(100),
      more,
    }),
    run: async ({ deps }, { query: text, params, limit }) => {
      const answer = await readOnly(deps.graph, text, params, { maxRows: limit, timeoutMs: 10_000 });
      const { columns, rows, truncated, warnings } = answer;
      const more = truncated ? `there are more than ${limit} rows; raise limit, or ask for fewer` : null;
      return { warnings, more, columns, rows: rows.map((row) => columns.map((name) => row[name])) };
    },
  }),
  tool({
    name: "method",
    description:
      "A compression method: techniques, hyperparameters, papers, whether it runs here, its best published results.",
    input: z.strictObject({ id: z.string().max(128), more }),
    run: async ({ deps }, { id }) => {
      const method = await call(deps, contracts.showMethod, { params: { id } });
      const { results } = await call(deps, contracts.listResults, { query: { method: id } });
      const best = results.filter(({ ar }) => ar !== null).sort((a, b) => b.ar! - a.ar!);
      return { ...method, published: best.map(shownResult) };
    },
  }),
  tool({
    name: "paper",
    description:
      "A paper: the methods it proposes, and each of its results with its place and what is doubtful about it.",
    input: z.strictObject({ id: z.string().max(256).describe("arXiv:1708.06519"), more }),
    run: async ({ deps }, { id }) => {
      const { papers } = await call(deps, contracts.listPapers, { query: {} });
      const paper = papers.find((each) => each.id === id);
      if (!paper) throw new BadInput(`There is no paper "${id}" in the graph; find looks for one by its title.`);
      const { results } = await call(deps, contracts.listResults, { query: {} });
      return { ...paper, published: results.filter(({ source }) => source.startsWith(`${id}, `)).map(shownResult) };
    },
  }),
];

function query(name: string) {
  const named = namedQueries.find((each) => each.name === name);
  if (!named) throw new ServerError("bad_request", `There is no query "${name}".`);
  return named;
}

/** A published result as an assistant is told it: with its source. */
function shownResult({
  methodId,
  algorithm,
  taskId,
  ...result
}: {
  methodId: string | null;
  algorithm: string | null;
  taskId: string;
  accuracy: number | null;
  ar: number | null;
  pr: number | null;
  fr: number | null;
  flags: string[];
  source: string;
}) {
  const { accuracy, ar, pr, fr, flags, source } = result;
  return { of: methodId ?? algorithm, task: taskId, accuracy, ar, pr, fr, flags, source };
}
