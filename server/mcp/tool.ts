import { z } from "zod";
import type { ApiDependencies } from "../http/route.ts";

/** What a tool works with. */
export interface ToolContext {
  deps: ApiDependencies;
  /** Whether the assistant runs on this machine, as its user: then it may name files. */
  local: boolean;
}

/** Something an assistant can do: its answer is JSON, or text. */
export interface Tool {
  name: string;
  description: string;
  input: z.ZodObject;
  /** Whether it only reads. */
  reads: boolean;
  run(context: ToolContext, input: never): Promise<unknown>;
}

/** Defines a tool; the type of what it is given follows from its schema. */
export function tool<S extends z.ZodObject>(definition: {
  name: string;
  description: string;
  input: S;
  reads?: boolean;
  run(context: ToolContext, input: z.output<S>): Promise<unknown>;
}): Tool {
  return { reads: true, ...definition };
}

/** The parameter by which an assistant asks for a longer answer. */
export const more = z.boolean().default(false).describe("a longer answer: up to 16,000 tokens, not 4,000");
