import { currentEmbeddingRun, run, strategyVectors } from "../../../graph/index.ts";
import { strategyNeighbours } from "../../embedding/neighbours.ts";
import { embeddingRuns, switchEmbedding } from "../../embedding/runs.ts";
import { trainEmbedding } from "../../embedding/train.ts";
import { ServerError } from "../../errors.ts";
import { plane } from "../../plots/plane.ts";
import type { Progress, StageProgress } from "../../progress.ts";
import { contracts } from "../contracts/list.ts";
import { listRoute, route } from "../route.ts";

export const embeddings = [
  listRoute(contracts.listEmbeddings, ({ deps }) => embeddingRuns(deps.graph, deps.artifacts)),
  route(contracts.trainEmbedding, async ({ deps, body: { seed, epochs } }) =>
    deps.jobs.start({ kind: "embedding", title: "learning vectors", lane: "embedding" }, async (report, signal) => {
      const options = { seed, ...(epochs !== undefined && { epochs }) };
      const { id, metrics } = await trainEmbedding(deps.graph, deps.artifacts, options, reported(report), signal);
      return { id, metrics };
    }),
  ),
  route(contracts.nearestStrategies, async ({ deps, query: { strategy, limit } }) => ({
    rows: await strategyNeighbours(deps.graph, strategy, limit),
  })),
  route(contracts.mapEmbedding, async ({ deps }) => {
    const [current] = await run(deps.graph, currentEmbeddingRun, {});
    const strategies = await run(deps.graph, strategyVectors, {});
    if (!current || strategies.length < 3)
      throw new ServerError("no_embedding", "No vectors have been learned yet; learn some: automc embed train");
    const { xs, ys, explained } = plane(strategies.map(({ vector }) => vector));
    const ids = strategies.map(({ id }) => id as string);
    const values = [ids, strategies.map(({ methodId }) => methodId), xs, ys];
    return { run: current.id, explained, columns: ["id", "methodId", "x", "y"], values };
  }),
  route(contracts.useEmbedding, ({ deps, params: { id } }) => switchEmbedding(deps.graph, deps.artifacts, id)),
];

/** What a command would show, as the progress of a job. */
function reported(report: (progress: StageProgress) => void): Progress {
  return {
    line: () => {},
    begin: (stage, total) => ({
      update: (done, note = "") => report({ stage, done: total > 0 ? done / total : 0, note }),
      end: (note = "") => report({ stage, done: 1, note }),
    }),
  };
}
