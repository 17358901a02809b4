import { z } from "zod";
import { fromJsonText } from "../driver/json-text.ts";

/** An embedding run as it is read, from `run`. */
export const embeddingRunRow = z.object({
  id: z.string(),
  dim: z.number(),
  seed: z.number(),
  metrics: fromJsonText(z.record(z.string(), z.unknown())),
  createdAt: z.string(),
});

/** Its columns. */
export const embeddingRunColumns =
  "run.id AS id, run.dim AS dim, run.seed AS seed, run.metrics AS metrics, toString(run.createdAt) AS createdAt";
