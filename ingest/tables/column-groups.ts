import type { ColumnSays, Role } from "./roles.ts";

type Values = Extract<Role, { kind: "values" }>;

/** Columns whose figures are one result, in each row. */
export interface ColumnGroup {
  /** The labels over all of them: a network, a method, a data set, a step of an axis. */
  labels: string[];
  /** What a person says of them, in place of what the labels say. */
  says?: ColumnSays;
  columns: number[];
  /** Where several columns print the same quantity, the label that tells this one from the others. */
  setting?: string;
}

/**
 * The groups of columns in a table, by the labels over them that name no quantity. What only counts
 * or says how it was before, under no such label, is of every group: "CIFAR-10 | CIFAR-100 | Params ↓".
 * Where columns of one group print the same quantity twice, each of these is a result of its own:
 * "Pruned | FT 40 epochs | FT 160 epochs".
 */
export function columnGroups(roles: readonly Role[]): ColumnGroup[] {
  const byLabels = new Map<string, { labels: string[]; says?: ColumnSays; columns: number[] }>();
  roles.forEach((role, column) => {
    if (role.kind !== "values") return;
    const { group, says } = role;
    const key = says === undefined ? group.join("\n") : JSON.stringify(says);
    const held = byLabels.get(key) ?? { labels: group, ...(says && { says }), columns: [] };
    byLabels.set(key, { ...held, columns: [...held.columns, column] });
  });
  const values = (column: number) => roles[column] as Values;
  const isResult = (column: number) => values(column).metrics.parts.some(isAfter);
  const groups = [...byLabels.values()];
  const loose = groups.find(({ labels, says = {} }) => labels.length === 0 && Object.keys(says).length === 0);
  const results = groups.filter((each) => each !== loose && each.columns.some(isResult));
  const shares = loose !== undefined && results.length > 0 && !loose.columns.some(isResult);
  const shared = shares ? loose.columns : [];
  return groups
    .filter((each) => !shares || each !== loose)
    .flatMap((group): ColumnGroup[] => {
      const { columns } = group;
      const takes = results.includes(group) ? shared : [];
      const twins = repeated(columns.filter(isResult), values);
      if (twins.length < 2) return [{ ...group, columns: [...columns, ...takes] }];
      const rest = columns.filter((column) => !twins.includes(column));
      return twins.map((column) => ({
        ...group,
        columns: [column, ...rest, ...takes],
        setting: values(column).label.split(" / ").at(-1)!,
      }));
    });
}

/** An accuracy after compression, or its change. */
function isAfter(metric: Values["metrics"]["parts"][number]): boolean {
  return (
    metric !== undefined &&
    (metric.quantity === "accuracy" || metric.quantity === "error" || metric.quantity === "accuracyChange") &&
    metric.of !== "base" &&
    !metric.top5
  );
}

/** The columns that print the accuracy after compression, where there are several. */
function repeated(columns: readonly number[], values: (column: number) => Values): number[] {
  const accuracies = columns.filter((column) => {
    const { parts } = values(column).metrics;
    const [metric] = parts;
    return (
      parts.length === 1 &&
      (metric!.quantity === "accuracy" || metric!.quantity === "error") &&
      metric!.arrow === undefined
    );
  });
  const labels = new Set(accuracies.map((column) => values(column).label));
  return labels.size === accuracies.length ? accuracies : [];
}
