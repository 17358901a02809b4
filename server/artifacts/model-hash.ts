import { z } from "zod";

/** The content hash of a stored model, which is also the name of its folder. */
export const modelHash = z
  .string()
  .regex(/^[0-9a-f]{16,64}$/, "is not a model hash")
  .brand<"ModelHash">();
export type ModelHash = z.output<typeof modelHash>;
