import { parseArgs } from "node:util";
import { type NamedQuery, namedQueries, type ParameterInWords, parametersInWords } from "../../../graph/index.ts";
import { BadInput } from "../../errors.ts";
import { table } from "../terminal.ts";

/** A parameter as an option of the command line: `leastAr` is `--least-ar`. */
export function optionOf(parameter: string): string {
  return `--${parameter.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * What is written for each parameter of a query: `--least-ar -0.01 --task=resnet56/cifar10` as
 * `{leastAr: "-0.01", task: "resnet56/cifar10"}`. An unknown option is kept, for the query to
 * refuse.
 *
 * @throws BadInput for a word that is no option, an option without a value, an option given twice.
 */
export function optionsByName(named: NamedQuery, args: readonly string[]): Record<string, string> {
  const parameters = new Map(Object.keys(named.parameters).map((name) => [optionOf(name).slice(2), name]));
  const options = Object.fromEntries([...parameters.keys()].map((option) => [option, { type: "string" as const }]));
  // Not strict: strict parsing takes the -0.01 of `--least-ar -0.01` for an option.
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const texts: Record<string, string> = {};
  for (const token of tokens) {
    if (token.kind !== "option")
      throw new BadInput(`"${args[token.index]}" is no option of this query; options look like --task NAME.`);
    const { name: option, rawName, value } = token;
    const name = parameters.get(option);
    if (name === undefined) return { ...texts, [option]: value ?? "" };
    if (value === undefined || (!token.inlineValue && value.startsWith("--")))
      throw new BadInput(`${rawName} needs a value.`);
    if (Object.hasOwn(texts, name)) throw new BadInput(`${rawName} is given twice.`);
    texts[name] = value;
  }
  return texts;
}

/**
 * The named query of this name.
 *
 * @throws BadInput for an unknown name, with the known ones.
 */
export function queryCalled(name: string): NamedQuery {
  const found = namedQueries.find((each) => each.name === name);
  if (found) return found;
  const names = namedQueries.map((each) => each.name).join(", ");
  throw new BadInput(`There is no query "${name}"; known are ${names}.`);
}

/** The library as a list. */
export function namedQueryList(queries: readonly NamedQuery[]): string {
  const rows = queries.map((named) => [
    named.name,
    named.title,
    parametersInWords(named)
      .filter(({ name }) => name !== "limit")
      .map((parameter) => (isNeeded(parameter) ? optionOf(parameter.name) : `[${optionOf(parameter.name)}]`))
      .join(" "),
  ]);
  const last =
    "Run one: automc graph query --name NAME …; its parameters and columns: automc graph query --name NAME --help";
  return `${table(["name", "answers", "takes"], rows)}\n${last}`;
}

/** All about one query: its question, parameters and columns, with an example that can be typed. */
export function namedQueryHelp(named: NamedQuery): string {
  const parameters = parametersInWords(named);
  const needed = parameters.filter(isNeeded).map(({ name, example, choices }) => {
    const value = String(example ?? choices[0] ?? "…");
    return `${optionOf(name)} ${/^[\w./:@-]+$/.test(value) ? value : `"${value}"`}`;
  });
  return [
    `${named.name}: ${named.title}`,
    "",
    named.description,
    "",
    "Options",
    table(["option", "takes", "default", "meaning"], parameters.map(inRow)),
    "",
    "Columns",
    table(
      ["column", "meaning"],
      Object.entries(named.columns).map(([name, field]) => [name, field.description ?? ""]),
    ),
    "",
    `For example: ${["automc graph query --name", named.name, ...needed].join(" ")}`,
  ].join("\n");
}

function isNeeded(parameter: ParameterInWords): boolean {
  return parameter.default === undefined;
}

function inRow(parameter: ParameterInWords): string[] {
  const takes = parameter.choices.length > 0 ? parameter.choices.join(", ") : parameter.type;
  const left = isNeeded(parameter) ? "needed" : parameter.default === null ? "all" : String(parameter.default);
  return [optionOf(parameter.name), takes, left, parameter.description];
}
