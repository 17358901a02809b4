import { type Graph, transaction } from "./driver/query.ts";
import { GraphError } from "./errors.ts";
import { recordEmbeddingRun } from "./queries/embedding/record-embedding-run.ts";
import { writeVectors } from "./queries/embedding/write-vectors.ts";
import { type EntityLabel, entityLabels } from "./vocabulary.ts";

/** An embedding run as it is recorded; `metrics` is any JSON. */
export interface EmbeddingRun {
  id: string;
  dim: number;
  seed: number;
  metrics: Record<string, unknown>;
}

const batchSize = 1000;

/**
 * Records an embedding run, writes its vectors onto the entities they name (`Setting:HP2=0.12`) and
 * makes it the current one, in one transaction: a reader sees the old run whole or the new one
 * whole. Resolves to how many vectors were written.
 *
 * @throws GraphError `bad_params` when a vector has another dimension than the run, or names no
 * kind of entity.
 */
export async function saveEmbedding(
  graph: Graph,
  run: EmbeddingRun,
  vectors: ReadonlyMap<string, Float32Array>,
): Promise<{ written: number }> {
  const rows = [...vectors].map(([key, vector]) => ({ ...entityOf(key), vector: vectorOf(key, vector, run.dim) }));
  const { value } = await transaction(
    graph,
    "write",
    async (ask) => {
      await ask(recordEmbeddingRun, run);
      let written = 0;
      for (let at = 0; at < rows.length; at += batchSize) {
        const [row] = await ask(writeVectors, { run: run.id, vectors: rows.slice(at, at + batchSize) });
        written += row?.written ?? 0;
      }
      return { written };
    },
    { timeoutMs: 120_000 },
  );
  return value;
}

function entityOf(key: string): { label: EntityLabel; id: string } {
  const colon = key.indexOf(":");
  const label = entityLabels.find((each) => each === key.slice(0, colon));
  if (label === undefined)
    throw new GraphError("bad_params", `"${key}" names no entity; a name looks like Setting:HP2=0.12.`);
  return { label, id: key.slice(colon + 1) };
}

function vectorOf(key: string, vector: Float32Array, dim: number): number[] {
  if (vector.length === dim && vector.every(Number.isFinite)) return Array.from(vector);
  throw new GraphError("bad_params", `The vector of ${key} must be ${dim} finite numbers.`);
}
