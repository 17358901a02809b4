/** Kinds of entity that people call by several names, and that can be merged, with their labels. */
export const namedLabels = { method: "Method", network: "Network", dataset: "Dataset", task: "Task" } as const;
export type NamedKind = keyof typeof namedLabels;
export const namedKinds = Object.keys(namedLabels) as NamedKind[];

/**
 * The label of an entity that was merged into another: it keeps its properties, and is no method
 * (network …) any more.
 */
export function mergedLabel(kind: NamedKind): `Merged${(typeof namedLabels)[NamedKind]}` {
  return `Merged${namedLabels[kind]}`;
}
