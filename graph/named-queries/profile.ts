import neo4j, { type ProfiledPlan } from "neo4j-driver";
import type { Graph } from "../driver/query.ts";
import { translateError } from "../driver/translate-error.ts";
import type { NamedQuery } from "./define.ts";

/** One operator of a plan, as Neo4j names it, with its details. */
export interface PlanStep {
  operator: string;
  details: string;
  dbHits: number;
}

/**
 * Runs a named query under PROFILE: the operators Neo4j chose and how often they touched the store.
 * Hits do not depend on how busy the machine is, so two plans can be held against each other where
 * times can't.
 */
export async function profile<In>(
  graph: Graph,
  named: NamedQuery<In, unknown>,
  params: In,
): Promise<{ dbHits: number; steps: PlanStep[] }> {
  const session = graph.driver.session({
    defaultAccessMode: neo4j.session.READ,
    ...(graph.database === undefined ? {} : { database: graph.database }),
  });
  try {
    const { summary } = await session.run(`PROFILE ${named.cypher}`, named.params.parse(params));
    const steps: PlanStep[] = [];
    const walk = ({ operatorType, arguments: given, dbHits, children }: ProfiledPlan): void => {
      steps.push({ operator: operatorType.replace(/@.*/, ""), details: String(given.Details ?? ""), dbHits });
      children.forEach(walk);
    };
    if (summary.profile) walk(summary.profile);
    return { dbHits: steps.reduce((sum, step) => sum + step.dbHits, 0), steps };
  } catch (error) {
    throw translateError(error);
  } finally {
    await session.close();
  }
}
