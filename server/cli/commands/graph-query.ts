import type { Command } from "commander";
import { ask, type NamedQuery, namedQueries, parametersFromText, readOnly } from "../../../graph/index.ts";
import { describeQuery } from "../../describe-query.ts";
import { BadInput } from "../../errors.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";
import { namedQueryHelp, namedQueryList, optionOf, optionsByName, queryCalled } from "../views/named-query.ts";

interface Options {
  name?: string;
  list: boolean;
  help?: boolean;
  json: boolean;
  limit: number;
  timeout: number;
}

/**
 * `automc graph query`: a reader's own Cypher, or a named query with its parameters as options;
 * `--list` shows the named ones, `--help` beside `--name` what one of them does. Rows as a table,
 * or as JSON.
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
    const rows = await ask(graph, named, params, { timeoutMs: options.timeout * 1000 });
    show(Object.keys(named.columns), rows, options.json);
  });
}

async function ownCypher(command: Command, { json, limit, timeout }: Options): Promise<void> {
  const [cypher, ...more] = command.args;
  if (cypher === undefined || more.length > 0 || cypher.startsWith("-")) {
    const stray = cypher === undefined || more.length === 0 ? cypher : more[0];
    const message =
      stray === undefined
        ? "Give a Cypher query, or a named one with --name; --list shows those."
        : `"${stray}" can't be used: give one Cypher query in quotes, or a named one with --name.`;
    throw new BadInput(message);
  }
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const { columns, rows } = await readOnly(graph, cypher, {}, { maxRows: limit, timeoutMs: timeout * 1000 });
    show(columns, rows, json);
  });
}

function show(columns: string[], rows: Record<string, unknown>[], json: boolean): void {
  const cells = rows.map((row) => columns.map((column) => cell(row[column])));
  if (json) printJson(rows);
  else print(table(columns, cells));
}

/**
 * A value as a person reads it: numbers to four digits, lists with commas; JSON where it has parts.
 */
function cell(value: unknown): string | number | null {
  if (typeof value === "number") return Number.isInteger(value) ? value : Number(value.toPrecision(4));
  if (typeof value === "string") return value;
  if (value === null || value === undefined) return null;
  if (Array.isArray(value) && value.every((each) => typeof each === "string")) return value.join(", ");
  return JSON.stringify(value);
}
