import type { FlopsConvention, SettingValue } from "../../graph/index.ts";

/**
 * What the auditor knows of a task beside the result's source: counts are exact, FLOPs are 2 x
 * MACs; null where nobody counted.
 */
export interface AuditedTask {
  readonly id: string;
  readonly network: string;
  /** The network's name in full, `ResNet-56 with identity shortcuts`; its id when absent. */
  readonly networkName?: string | null | undefined;
  readonly dataset: string;
  readonly categories?: number | null | undefined;
  readonly parameters?: number | null | undefined;
  readonly flops?: number | null | undefined;
}

/**
 * A published result as the auditor reads it, from a paper's file or from a Result in the graph:
 * fractions of 1 and plain counts, as the source prints them. What the source does not give is
 * absent or null.
 */
export interface AuditedResult {
  /** `arXiv:2201.09884/table2-40-LFB-vgg16`. */
  readonly id: string;
  readonly paper: string;
  /** Where in the paper: table, row, column. */
  readonly locator: string;
  readonly task: AuditedTask;
  readonly method?: string | null | undefined;
  /** Names of the method's techniques. */
  readonly techniques?: readonly string[] | undefined;
  readonly settings?: Readonly<Record<string, SettingValue>> | undefined;
  /** How the run differs from the method as its paper has it (not tuned after pruning, say). */
  readonly variant?: string | null | undefined;
  readonly accuracy?: number | null | undefined;
  readonly baseAccuracy?: number | null | undefined;
  readonly parameters?: number | null | undefined;
  readonly baseParameters?: number | null | undefined;
  /** FLOPs as the source counts them, see `flopsConvention`. */
  readonly flops?: number | null | undefined;
  readonly baseFlops?: number | null | undefined;
  /** Undefined and null mean 2 x MACs, as the rest of AutoMC counts. */
  readonly flopsConvention?: FlopsConvention | null | undefined;
  readonly pr?: number | null | undefined;
  readonly fr?: number | null | undefined;
  readonly printedAr?: number | null | undefined;
  /**
   * The change of accuracy that the source prints: accuracy after less accuracy before, a fraction
   * (-0.0109 is 1.09 points lost).
   */
  readonly printedDelta?: number | null | undefined;
  /**
   * Names of those figures above that the source does not print, but that were computed from
   * others.
   */
  readonly derived?: readonly string[] | null | undefined;
  /** The reduction of parameters that was asked for. */
  readonly target?: number | null | undefined;
}

/** A figure that an `AuditedResult` may carry. */
export type Figure =
  | "accuracy"
  | "baseAccuracy"
  | "parameters"
  | "baseParameters"
  | "flops"
  | "baseFlops"
  | "pr"
  | "fr"
  | "printedAr"
  | "printedDelta";

/**
 * A figure that the source prints; undefined where it gives none, or where the figure was computed.
 */
export function printedFigure(result: AuditedResult, figure: Figure): number | undefined {
  return result.derived?.includes(figure) ? undefined : (result[figure] ?? undefined);
}

/** A figure, printed or computed. */
export function figureOf(result: AuditedResult, figure: Figure): number | undefined {
  return result[figure] ?? undefined;
}

/**
 * FLOPs counted as a source does, from FLOPs as 2 x MACs; undefined where there are none, or the
 * source does not say how it counts.
 */
export function inConvention(
  flops: number | null | undefined,
  convention: AuditedResult["flopsConvention"],
): number | undefined {
  if (flops === undefined || flops === null || convention === "unstated") return undefined;
  return convention === "MACs" ? flops / 2 : flops;
}
