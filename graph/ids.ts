import { z } from "zod";

/** Checks texts that are ids of one kind, and makes them such: of rows, of requests, of commands. */
export const ids = {
  strategy: z.string().min(1).brand<"StrategyId">(),
  scheme: z.string().min(1).brand<"SchemeId">(),
  study: z.string().min(1).max(200).brand<"StudyName">(),
};
