import { knowledgeTools } from "./knowledge-tools.ts";
import { paperTools } from "./paper-tools.ts";
import { studyTools } from "./study-tools.ts";
import type { Tool } from "./tool.ts";

/** Everything that an assistant can do here. */
export const tools: readonly Tool[] = [...knowledgeTools, ...studyTools, ...paperTools];
