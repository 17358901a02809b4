import type { EmbedOptions } from "../../../embed/index.ts";
import { currentEmbeddingRun, run } from "../../../graph/index.ts";
import { type EmbeddingRun, trainEmbedding } from "../../embedding/train.ts";
import { keepUpEmbedding } from "../../embedding/update.ts";
import { ServerError } from "../../errors.ts";
import { interruptible } from "../../interruption.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { experienceUsed } from "../views/experience.ts";
import { linkPrediction } from "../views/link-prediction.ts";
import { readable } from "../views/readable.ts";

/** `automc embed train`. */
export async function train({
  seed,
  epochs,
  ablate,
  incremental,
  json,
}: {
  seed: number;
  epochs?: number;
  ablate?: EmbedOptions["ablate"];
  incremental: boolean;
  json: boolean;
}): Promise<void> {
  for (const [option, value] of Object.entries({ epochs, ablate }))
    if (incremental && value !== undefined)
      throw new ServerError(
        "bad_request",
        `--${option} is for training from scratch; it does not go with --incremental.`,
      );
  const session = openSession({ quiet: json });
  const { signal, release } = interruptible("the same command again goes on where it was");
  try {
    await inGraph(session, async (graph) => {
      if (incremental) {
        const kept = await keepUpEmbedding(graph, session.artifacts, { seed }, session.progress, signal);
        return json ? printJson(kept) : print(kept.how === "extended" ? extended(kept) : trained(kept));
      }
      const options = { seed, ...(epochs !== undefined && { epochs }), ...(ablate && { ablate }) };
      const made = await trainEmbedding(graph, session.artifacts, options, session.progress, signal);
      if (json) printJson({ id: made.id, metrics: made.metrics });
      else print(trained(made));
    });
  } finally {
    release();
  }
}

function trained({ id, metrics }: EmbeddingRun): string {
  return `Embedding run ${id} is now the current one.\n${linkPrediction(metrics)}\n${experienceUsed(metrics)}`;
}

function extended({ id, metrics }: EmbeddingRun): string {
  const old = `the vectors of run ${metrics.extends} stay as they were`;
  return `Embedding run ${id} is now the current one: ${metrics.newEntities} new entities, ${old}.\n${linkPrediction(metrics)}`;
}

/**
 * `automc embed eval`: how well the current run predicts the triples it never saw, and what its
 * vectors tell.
 */
export async function evaluate({ json }: { json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const [current] = await run(graph, currentEmbeddingRun, {});
    if (!current)
      throw new ServerError("no_embedding", "No vectors have been learned yet; learn some: automc embed train");
    if (json) printJson(current);
    else
      print(
        `Embedding run ${current.id} of ${current.createdAt}\n${linkPrediction(current.metrics)}\n${readable(current.metrics)}\n${experienceUsed(current.metrics)}`,
      );
  });
}
