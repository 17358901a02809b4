import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import type { Command } from "commander";
import {
  ask,
  type NamedQuery,
  namedQueries,
  parametersFromText,
  parametersInWords,
  readOnly,
} from "../../../graph/index.ts";
import { csv as csvOf } from "../../csv.ts";
import { describeQuery } from "../../describe-query.ts";
import { BadInput } from "../../errors.ts";
import { inGraph, openSession, print, printJson, remark } from "../session.ts";
import { table } from "../terminal.ts";
import { graphValue } from "../views/graph-value.ts";
import { namedQueryHelp, namedQueryList, optionOf, optionsByName, queryCalled } from "../views/named-query.ts";

interface Options {
  name?: string;
  list: boolean;
  help?: boolean;
  json: boolean;
  csv: boolean;
  param: Record<string, unknown>;
  file?: string;
  limit: number;
  timeout: number;
}

/**
 * `automc graph query`: a reader's own Cypher, or a named query with its parameters as options;
 * `--list` shows the named ones, `--help` beside `--name` what one of them does. Rows as a table,
 * as CSV, or as JSON.
 */
export async function query(command: Command, options: Options): Promise<void> {
  if (options.list) {
    if (options.json) printJson(namedQueries.map(describeQuery));
    else print(namedQueryList(namedQueries));
  } else if (options.name !== undefined) await queryByName(queryCalled(options.name), command, options);
  else if (options.help) command.outputHelp();
  else await ownCypher(command, options);
}

async function queryByName(named: NamedQuery, command: Command, options: Options): Promise<void> {
  if (options.help) return print(namedQueryHelp(named));
  const texts = optionsByName(named, command.args);
  if (command.getOptionValueSource("limit") === "cli") texts.limit = String(options.limit);
  const params = parametersFromText(named, texts, (name, value) => `${optionOf(name)} ${value}`);
  await inGraph(openSession({ quiet: options.json }), async (graph) => {
    const limit = (params.limit ?? defaultLimit(named)) as number;
    const more = Math.min(limit + 1, mostAsked); // one more row shows that there are more
    const rows = await ask(graph, named, { ...params, limit: more }, { timeoutMs: options.timeout * 1000 });
    const columns = Object.keys(named.columns);
    show({ columns, rows: rows.slice(0, limit), truncated: rows.length > limit }, { ...options, limit });
  });
}

async function ownCypher(command: Command, options: Options): Promise<void> {
  const cypher = options.file === undefined ? cypherIn(command.args) : await textOf(options.file, command.args);
  await inGraph(openSession({ quiet: options.json || options.csv }), async (graph) => {
    const limits = { maxRows: options.limit, timeoutMs: options.timeout * 1000 };
    const answer = await readOnly(graph, cypher, options.param, limits);
    show(answer, options);
    for (const warning of answer.warnings) remark(warning);
  });
}

function cypherIn([cypher, ...more]: readonly string[]): string {
  if (cypher !== undefined && more.length === 0 && !cypher.startsWith("-")) return cypher;
  const stray = cypher === undefined || more.length === 0 ? cypher : more[0];
  throw new BadInput(
    stray === undefined
      ? "Give a Cypher query, or a named one with --name; --list shows those."
      : `"${stray}" can't be used: give one Cypher query in quotes, or a named one with --name.`,
  );
}

async function textOf(file: string, [stray]: readonly string[]): Promise<string> {
  if (stray !== undefined) throw new BadInput(`"${stray}" can't be used beside --file, which has the query.`);
  try {
    return file === "-" ? await text(process.stdin) : await readFile(file, "utf8");
  } catch (cause) {
    throw new BadInput(`${file} can't be read: ${(cause as Error).message}.`, { cause });
  }
}

/** The most rows that a named query may be asked for. */
const mostAsked = 10_000;

function defaultLimit(named: NamedQuery): unknown {
  return parametersInWords(named).find(({ name }) => name === "limit")?.default;
}

interface Answer {
  columns: string[];
  rows: Record<string, unknown>[];
  truncated: boolean;
}

function show(
  { columns, rows, truncated }: Answer,
  { json, csv, limit }: Pick<Options, "json" | "csv" | "limit">,
): void {
  if (json) printJson(rows);
  else if (csv) process.stdout.write(csvOf(rows, columns));
  else {
    const cells = rows.map((row) => columns.map((column) => graphValue(row[column])));
    print(table(columns, cells, "nothing in the graph matches; automc graph schema shows what is there"));
  }
  if (truncated) remark(`There are more than these ${limit} rows; --limit changes how many are shown.`);
}
