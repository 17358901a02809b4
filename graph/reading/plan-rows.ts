import type { Plan, ProfiledPlan } from "neo4j-driver";
import type { ReadOnlyResult } from "./question.ts";

/** A plan as rows, an operator each, in the order they are printed: the last one runs first. */
export function planRows(plan: Plan | ProfiledPlan): Pick<ReadOnlyResult, "columns" | "rows"> {
  const profiled = "dbHits" in plan;
  const columns = ["operator", "details", "estimatedRows", ...(profiled ? ["rows", "dbHits"] : [])];
  const rows: ReadOnlyResult["rows"] = [];
  const walk = (step: Plan | ProfiledPlan, depth: number): void => {
    const given = step.arguments as Record<string, unknown>;
    rows.push({
      operator: `${"  ".repeat(depth)}${step.operatorType.replace(/@.*/, "")}`,
      details: String(given.Details ?? ""),
      estimatedRows: Number(given.EstimatedRows ?? 0),
      ...("dbHits" in step && { rows: Number(step.rows), dbHits: Number(step.dbHits) }),
    });
    for (const child of step.children) walk(child, depth + 1);
  };
  walk(plan, 0);
  return { columns, rows };
}
