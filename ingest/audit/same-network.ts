import type { AuditedResult, AuditedTask } from "./audited-result.ts";

/**
 * Variants of one network (shortcuts, last layers, biases) differ by some per cents in size; more
 * is another network.
 */
export const sameSize = 0.1;

/**
 * What a network is called before anything else in its name: `resnet-56` for "ResNet-56 with
 * identity shortcuts".
 */
export function familyOf({ network, networkName }: AuditedTask): string {
  return (networkName ?? network).split(" ")[0]!.toLowerCase();
}

/** A family of networks on a data set: only results within one may be of the same network. */
export function familyOnDataset({ task }: AuditedResult): string {
  return `${familyOf(task)} on ${task.dataset}`;
}

/**
 * Whether two tasks are about the same network on the same data, although papers count and build it
 * a little differently: the same network, or two of one family whose parameters and FLOPs are
 * within a tenth of each other.
 */
export function isSameNetwork(a: AuditedTask, b: AuditedTask): boolean {
  if (a.dataset !== b.dataset) return false;
  if (a.network === b.network) return true;
  return familyOf(a) === familyOf(b) && alike(a.parameters, b.parameters) && alike(a.flops, b.flops);
}

function alike(a: number | null | undefined, b: number | null | undefined): boolean {
  return !!a && !!b && Math.abs(a - b) <= sameSize * Math.max(a, b);
}
