import { embeddingRuns, switchEmbedding } from "../../embedding/runs.ts";
import { inGraph, openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

/** `automc embed ls`. */
export async function list({ json }: { json: boolean }): Promise<void> {
  const session = openSession({ quiet: json });
  await inGraph(session, async (graph) => {
    const runs = await embeddingRuns(graph, session.artifacts);
    if (json) return printJson(runs);
    if (runs.length === 0) return print("No vectors have been learned yet; learn some: automc embed train");
    const figure = (value: unknown) => (typeof value === "number" ? value.toFixed(3) : "");
    const state = ({ current, stale, earlier, kept }: (typeof runs)[number]) =>
      [current && "current", stale && "stale", earlier && "of an earlier version", !kept && "vectors not here"]
        .filter(Boolean)
        .join(", ");
    print(
      table(
        ["run", "learned", "seed", "MRR", "Hits@10", "extends", ""],
        runs.map((each) => [
          each.id,
          each.createdAt.slice(0, 19).replace("T", " "),
          String(each.seed),
          figure(each.metrics.mrr),
          figure(each.metrics.hitsAt10),
          typeof each.metrics.extends === "string" ? each.metrics.extends : "",
          state(each),
        ]),
      ),
    );
    if (runs.some(({ current, stale }) => current && stale))
      print("The graph has changed since the current vectors were learned: automc embed train, or --incremental.");
  });
}

/** `automc embed use ID`. */
export async function use(id: string, { json }: { json: boolean }): Promise<void> {
  const session = openSession({ quiet: json });
  await inGraph(session, async (graph) => {
    const run = await switchEmbedding(graph, session.artifacts, id);
    if (json) return printJson(run);
    print(
      `Embedding run ${id} is now the current one.${run.stale ? " The graph has changed since it was learned." : ""}`,
    );
  });
}
