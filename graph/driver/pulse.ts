import type { Driver } from "neo4j-driver";
import type { Graph } from "./query.ts";
import { translateError } from "./translate-error.ts";

/** How long Neo4j counts as responding after it last did. */
const freshMs = 5_000;

interface Pulse {
  lastAt: number;
  asking?: Promise<void> | undefined;
}
const pulses = new WeakMap<Driver, Pulse>();

/**
 * Resolves when Neo4j responds. Each call asks it, one at a time; where it responded within the
 * last five seconds nobody waits for that, so that the call is as fast as this process while Neo4j
 * is busy.
 *
 * @throws GraphError `unreachable` when it does not respond, at once or within 2 s.
 */
export async function responds(graph: Graph): Promise<void> {
  const pulse = pulses.get(graph.driver) ?? { lastAt: Number.NEGATIVE_INFINITY };
  pulses.set(graph.driver, pulse);
  pulse.asking ??= ask(graph)
    .then(() => {
      pulse.lastAt = performance.now();
    })
    .finally(() => {
      pulse.asking = undefined;
    });
  pulse.asking.catch(() => {}); // whoever waits for it gets it
  if (performance.now() - pulse.lastAt > freshMs) await pulse.asking;
}

async function ask({ driver, database }: Graph): Promise<void> {
  const session = driver.session(database === undefined ? {} : { database });
  try {
    await session.run("RETURN 1", {}, { timeout: 2_000 });
  } catch (error) {
    throw translateError(error);
  } finally {
    session.close().catch(() => {}); // it waits for what is under way
  }
}
