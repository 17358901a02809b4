import neo4j, { type Session } from "neo4j-driver";
import type { Graph } from "../driver/query.ts";
import { translateError } from "../driver/translate-error.ts";
import { GraphError } from "../errors.ts";
import { evaluations } from "./evaluations.ts";
import { families } from "./families.ts";
import { figures } from "./figures.ts";
import { ingests } from "./ingests.ts";
import { lookups } from "./lookups.ts";
import type { Migration } from "./migration.ts";
import { uniqueKeys } from "./unique-keys.ts";

/** Every migration, oldest first. */
export const migrations: readonly Migration[] = [uniqueKeys, lookups, ingests, figures, families, evaluations];

const vectorIndex = "strategy_vector";

export interface SchemaOptions {
  /** Numbers in a strategy's vector, for the vector index (the paper's embedding size is 32). */
  vectorDimension: number;
  /** How long the indexes may take to fill; many vectors take longer than an ordinary query may. */
  indexTimeoutMs?: number;
}

/**
 * Brings the graph's schema up to date: runs the migrations it has not seen, records them as
 * (:Migration {version, name, appliedAt}), makes the vector index over the strategies' vectors, and
 * waits until every index is online. A second run changes nothing.
 *
 * Resolves to the names of what was applied.
 *
 * @throws GraphError `newer_schema` when the graph was made by a later version of AutoMC.
 */
export async function migrate(graph: Graph, options: SchemaOptions): Promise<{ applied: string[] }> {
  const session = graph.driver.session({
    defaultAccessMode: neo4j.session.WRITE,
    ...(graph.database === undefined ? {} : { database: graph.database }),
  });
  try {
    const applied: string[] = [];
    const seen = await versions(session);
    refuseNewer(seen);
    for (const migration of migrations) {
      if (seen.has(migration.version)) continue;
      for (const statement of migration.statements) await session.run(statement);
      await session.run(
        "MERGE (m:Migration {version: $version}) ON CREATE SET m.name = $name, m.appliedAt = datetime()",
        { version: migration.version, name: migration.name },
      );
      applied.push(migration.name);
    }
    if (await ensureVectorIndex(session, options.vectorDimension)) {
      applied.push(`vector index of ${options.vectorDimension} dimensions`);
    }
    await awaitIndexes(session, options.indexTimeoutMs ?? 120_000);
    return { applied };
  } catch (error) {
    throw translateError(error);
  } finally {
    await session.close();
  }
}

async function versions(session: Session): Promise<Set<number>> {
  const { records } = await session.run("MATCH (m:Migration) RETURN m.version AS version");
  return new Set(records.map((record) => versionOf(record.get("version"))));
}

function versionOf(value: unknown): number {
  if (typeof value === "number") return value;
  throw new GraphError("unexpected_row", "The graph holds a Migration whose version is no number.");
}

function refuseNewer(seen: Set<number>): void {
  const newest = migrations.at(-1)!.version;
  const unknown = [...seen].filter((version) => version > newest);
  if (unknown.length === 0) return;
  const found = Math.max(...unknown);
  throw new GraphError(
    "newer_schema",
    `The graph has schema version ${found}, this AutoMC knows up to ${newest}; update AutoMC or name another database.`,
  );
}

/**
 * Makes the index over (:Strategy).vector (cosine), or creates it again when it is another. True
 * when it did.
 *
 * Vectors are kept as they are. Neo4j quantizes them by default, which pays at hundreds of
 * dimensions; at 32 it put similarities off by 0.007 on average and by 0.02 at worst, more than
 * neighbours differ.
 */
async function ensureVectorIndex(session: Session, dimension: number): Promise<boolean> {
  if (!Number.isInteger(dimension) || dimension < 1 || dimension > 4096) {
    throw new GraphError("bad_params", `A vector has 1 to 4096 dimensions, not ${dimension}.`);
  }
  const { records } = await session.run(
    `SHOW VECTOR INDEXES YIELD name, options WHERE name = $name
     RETURN toInteger(options.indexConfig["vector.dimensions"]) AS dimension,
            options.indexConfig["vector.quantization.enabled"] AS quantized`,
    { name: vectorIndex },
  );
  const [held] = records;
  if (held && held.get("dimension") === dimension && held.get("quantized") === false) return false;
  if (held) await session.run(`DROP INDEX ${vectorIndex} IF EXISTS`);
  await session.run(
    `CREATE VECTOR INDEX ${vectorIndex} IF NOT EXISTS FOR (s:Strategy) ON (s.vector)
     OPTIONS {indexConfig: {
       \`vector.dimensions\`: ${dimension}, \`vector.similarity_function\`: 'cosine', \`vector.quantization.enabled\`: false
     }}`,
  );
  return true;
}

async function awaitIndexes(session: Session, timeoutMs: number): Promise<void> {
  const timeoutSeconds = Math.ceil(timeoutMs / 1000);
  await session.run(
    "CALL db.awaitIndexes(toInteger($timeoutSeconds))",
    { timeoutSeconds },
    { timeout: timeoutMs + 5000 },
  );
}
