import { print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import { readBenchRows } from "../compressbench/folder.ts";
import { type Effect, orderEffects } from "../compressbench/order-effects.ts";

/**
 * `automc bench order`: what the order of two steps changes, from rows of a folder of CompressBench
 * that ran the same two strategies in both orders on the same task with the same seed.
 */
export async function benchOrder(folder: string, { json }: { json: boolean }): Promise<void> {
  const rows = await readBenchRows(folder);
  const effects = orderEffects(rows);
  if (effects.weakerFirst.ar.pairs === 0) {
    throw new BadInput(
      `${folder} has no two schemes that differ in their order alone; collect some: automc bench collect MODEL --both-orders`,
    );
  }
  if (json) return printJson({ name: "order", folder, rows: rows.length, ...effects });
  print("mean differences of two orders of the same two strategies, in points, ± standard error");
  const cells = ({ pairs, mean, standardError, p }: Effect) => [
    ...[pairs, `${(100 * mean).toFixed(1)} ± ${(100 * standardError).toFixed(1)}`, p.toFixed(3)],
  ];
  const byPairs = <One extends Effect>(of: readonly One[]) => of.toSorted((a, b) => b.mean - a.mean);
  print(
    table(
      ["what", "pairs", "difference", "p"],
      [
        ["AR, the step that removes less first", ...cells(effects.weakerFirst.ar)],
        ["PR, the step that removes less first", ...cells(effects.weakerFirst.pr)],
        ...byPairs(effects.methods).map((of) => [`AR, ${of.first} before ${of.second}`, ...cells(of)]),
        ...byPairs(effects.asSecond).map((of) => [`AR_step of ${of.method} as second, minus as first`, ...cells(of)]),
      ],
    ),
  );
}
