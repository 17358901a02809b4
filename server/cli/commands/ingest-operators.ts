import { nearest } from "../../../ingest/index.ts";
import { BadInput } from "../../errors.ts";
import { shownOperators } from "../../papers/operators.ts";
import { print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

/**
 * `automc ingest operators`: what a card's steps may name, with parameters, types and defaults.
 * Needs no graph.
 */
export function operators(wanted: string | undefined, { json }: { json: boolean }): void {
  const all = shownOperators();
  const shown = wanted === undefined ? all : all.filter(({ id }) => id === wanted);
  if (shown.length === 0) {
    const [meant] = nearest(
      wanted!,
      all.map(({ id }) => id),
    );
    const hint = meant === undefined ? `there are ${all.map(({ id }) => id).join(", ")}` : `did you mean ${meant}?`;
    throw new BadInput(`There is no operator ${wanted}; ${hint}`);
  }
  if (json) {
    printJson(shown);
    return;
  }
  const rows = shown.flatMap(({ id, parameters }) =>
    (parameters.length === 0 ? [undefined] : parameters).map((parameter, at) => [
      at === 0 ? id : "",
      parameter?.name ?? "",
      parameter?.type ?? "",
      parameter === undefined
        ? ""
        : parameter.default === undefined
          ? parameter.required
            ? "needed"
            : ""
          : JSON.stringify(parameter.default),
    ]),
  );
  print(table(["operator", "parameter", "type", "default"], rows));
  print("In a card: steps: [ - prune: { score: l1, remove: $HP2 } ]; $HP2 stands for that hyperparameter's value.");
}
