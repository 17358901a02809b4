import { z } from "zod";
import { query } from "../../driver/query.ts";

/**
 * Fixes the class of device that computes a study's evaluations, at its first run, and returns it:
 * figures of another class differ in their last digits, and with them the trials.
 */
export const pinDevice = query({
  mode: "write",
  bookkeeping: true,
  params: z.strictObject({ study: z.string(), device: z.string().min(1) }),
  row: z.object({ device: z.string() }),
  cypher: `
    MATCH (study:Study {name: $study})
    SET study.device = coalesce(study.device, $device)
    RETURN study.device AS device`,
});
