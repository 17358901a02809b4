import type { FlopsConvention } from "../../graph/index.ts";
import type { Baselines } from "../tables/baselines.ts";
import type { ResultTable } from "../tables/extracted.ts";
import type { KnownTask } from "./known.ts";

/**
 * How a paper counts FLOPs: by the name it uses (MACs), else by comparing what it prints of whole
 * networks with what the graph knows of them (2 x MACs). Unstated where neither shows it, or where
 * the tables disagree.
 */
export function flopsConventionOf(
  tables: readonly ResultTable[],
  baselines: Baselines,
  tasksOf: (row: ResultTable["rows"][number]) => readonly KnownTask[],
): FlopsConvention {
  const found = new Set<FlopsConvention>();
  for (const row of tables.flatMap(({ rows }) => rows)) {
    if (row.readings.some(({ figure, macs }) => macs && /flops/i.test(figure))) found.add("MACs");
    const base = row.isBaseline
      ? row.readings.find(({ figure }) => figure === "flops" || figure === "baseFlops")
      : baselines.of(row).flops;
    if (!base) continue;
    for (const { flops } of tasksOf(row)) {
      if (flops === null) continue;
      const share = base.value / flops;
      if (share > 0.9 && share < 1.12) found.add("2xMACs");
      else if (share > 0.45 && share < 0.56) found.add("MACs");
    }
  }
  const [only] = found;
  return found.size === 1 ? only! : "unstated";
}
