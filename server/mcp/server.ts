import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { failureOf } from "../failures.ts";
import { fitted } from "./fit.ts";
import type { ToolContext } from "./tool.ts";
import { tools } from "./tools.ts";

const instructions =
  "AutoMC: a knowledge graph of neural-network compression methods with published results, and searches that really compress a model. Quote a published figure with its source. Figures are fractions: pr is the part of the parameters removed, ar the relative change of accuracy.";

/**
 * An MCP server with our tools, for one client. A failure of ours is its sentence; of a defect the client learns only
 * that it is one.
 */
export function mcpServer(context: ToolContext): McpServer {
  const server = new McpServer({ name: "automc", version: context.deps.version }, { instructions });
  for (const { name, description, input, reads, run } of tools) {
    const config = { description, inputSchema: input, annotations: { readOnlyHint: reads } };
    server.registerTool(name, config, async (given: Record<string, unknown>) => {
      const result = await run(context, given as never).catch((error: unknown) => {
        if (failureOf(error)) throw error;
        context.deps.log.error({ err: error, tool: name }, "tool failed");
        throw new Error("The server failed unexpectedly; its log has the details. Please report it.", { cause: error });
      });
      const text = typeof result === "string" ? result : fitted(result, given.more === true);
      return { content: [{ type: "text", text }] };
    });
  }
  return server;
}
