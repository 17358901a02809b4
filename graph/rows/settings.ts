import { z } from "zod";
import type { SettingValue } from "../vocabulary.ts";

/**
 * A column `[{hyperparameter, value}, …]` read as `{HP1: 0.1, HP2: 0.04}`, hyperparameters in their
 * natural order.
 */
export const settingsRow = z
  .array(z.object({ hyperparameter: z.string(), value: z.union([z.number(), z.string()]) }))
  .transform((pairs): Record<string, SettingValue> => {
    const sorted = pairs.toSorted((a, b) => a.hyperparameter.localeCompare(b.hyperparameter, "en", { numeric: true }));
    return Object.fromEntries(sorted.map(({ hyperparameter, value }) => [hyperparameter, value]));
  });
