import { currentEmbeddingRun, run } from "../../graph/index.ts";
import { trainEmbedding } from "../embedding.ts";
import { ServerError } from "../errors.ts";
import { experienceUsed } from "../experience-used.ts";
import { interruptible } from "../interruption.ts";
import { linkPrediction } from "../link-prediction.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";

/** `automc embed train`. */
export async function train({ seed, epochs, json }: { seed: number; epochs?: number; json: boolean }): Promise<void> {
  const session = openSession({ quiet: json });
  const { signal, release } = interruptible("the same command again goes on where it was");
  try {
    await inGraph(session, async (graph) => {
      const options = { seed, ...(epochs !== undefined && { epochs }) };
      const { id, metrics } = await trainEmbedding(graph, session.artifacts, options, session.progress, signal);
      if (json) printJson({ id, metrics });
      else print(`Embedding run ${id} is now the current one.\n${linkPrediction(metrics)}\n${experienceUsed(metrics)}`);
    });
  } finally {
    release();
  }
}

/** `automc embed eval`: how well the current run foretold the triples it never saw. */
export async function evaluate({ json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const [current] = await run(graph, currentEmbeddingRun, {});
    if (!current)
      throw new ServerError("no_embedding", "No vectors have been learned yet; learn some: automc embed train");
    if (json) printJson(current);
    else
      print(
        `Embedding run ${current.id} of ${current.createdAt}\n${linkPrediction(current.metrics)}\n${experienceUsed(current.metrics)}`,
      );
  });
}
