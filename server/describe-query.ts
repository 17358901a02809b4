import { type NamedQuery, parametersInWords } from "../graph/index.ts";

/** A named query as plain data, as `graph query --list --json` prints it and the API lists it. */
export function describeQuery(named: NamedQuery) {
  const columns = Object.entries(named.columns).map(([name, field]) => ({
    name,
    description: field.description ?? "",
  }));
  const parameters = parametersInWords(named).map(({ default: left, example, ...words }) => ({
    ...words,
    needed: left === undefined,
    default: left ?? null,
    example: example ?? null,
  }));
  return { name: named.name, title: named.title, description: named.description, parameters, columns };
}
