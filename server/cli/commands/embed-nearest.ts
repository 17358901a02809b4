import { reasonsFor, strategyNeighbours } from "../../embedding/neighbours.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";

/** `automc embed nearest STRATEGY`. */
export async function nearest(strategy: string, { limit, json }: { limit: number; json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const neighbours = await strategyNeighbours(graph, strategy, limit);
    if (json) return printJson(neighbours);
    for (const neighbour of neighbours) {
      const { similarity, id, knowledgeOnly } = neighbour;
      print(`${similarity.toFixed(4)}  ${id}${knowledgeOnly ? `  (knowledge only: ${knowledgeOnly})` : ""}`);
      for (const reason of reasonsFor(neighbour)) print(`        ${reason}`);
    }
  });
}
