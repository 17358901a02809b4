import { join } from "node:path";
import { describeDatasets } from "../../../datasets/index.ts";
import {
  exportFormats,
  knowledgeOnly,
  listPapers,
  listResults,
  listStrategies,
  listTasks,
  readOnly,
  readSubgraph,
  run,
} from "../../../graph/index.ts";
import { contracts } from "../contracts/list.ts";
import { cursor, readCursor } from "../page.ts";
import { listRoute, route } from "../route.ts";

export const knowledge = [
  /** Thousands of a method, so the graph makes the pages. */
  route(contracts.listStrategies, async ({ deps, query: { method, executable, limit, cursor: from, sort } }) => {
    const found = await run(deps.graph, listStrategies, {
      methodId: method ?? null,
      executableOnly: executable === "true",
      after: from === undefined ? null : String(readCursor(from, sort)[1]),
      down: sort === "-id",
      atMost: limit + 1, // one more: is there a next page?
    });
    const page = found.slice(0, limit).map(({ missingOperators, ...row }) => ({
      ...row,
      knowledgeOnly: knowledgeOnly({ ...row, missingOperators }),
    }));
    const last = page.at(-1)?.id;
    return { strategies: page, next: last && found.length > limit ? cursor(sort, [last, last]) : null };
  }),
  listRoute(contracts.listPapers, ({ deps }) => run(deps.graph, listPapers, {})),
  listRoute(contracts.listResults, ({ deps, query: { task, method } }) =>
    run(deps.graph, listResults, { taskId: task ?? null, methodId: method ?? null }),
  ),
  listRoute(contracts.listTasks, ({ deps }) => run(deps.graph, listTasks, {})),
  listRoute(contracts.listDatasets, async ({ deps }) => {
    const found = await describeDatasets({ home: join(deps.home, "datasets") });
    return found.map(({ shape, ...rest }) => ({ ...rest, shape: [...shape] }));
  }),
  route(contracts.runCypher, ({ deps, body: { query, params, limit, timeoutMs }, signal }) =>
    readOnly(deps.graph, query, params, { maxRows: limit, timeoutMs, signal }),
  ),
  route(contracts.exportGraph, async ({ deps, query: { format, methods, task, around, hops, ...with_ } }) => {
    const selection = {
      ...(methods !== undefined && { methods: methods.split(",") }),
      ...(task !== undefined && { task }),
      ...(around !== undefined && { around: { node: around, hops } }),
    };
    const options = {
      strategies: with_.strategies === "true",
      vectors: with_.vectors === "true",
      mostNodes: 50_000,
      timeoutMs: 30_000,
    };
    const part = await readSubgraph(deps.graph, selection, options);
    const { mediaType, write } = exportFormats[format];
    return { mediaType, text: await write(part) };
  }),
];
