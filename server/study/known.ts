import { type Graph, GraphError, listStudies, type RecordedStudy, run, runOne, showStudy } from "../../graph/index.ts";
import { nearest } from "../../ingest/index.ts";
import { ServerError } from "../errors.ts";

/**
 * The study of this name.
 *
 * @throws ServerError `unknown_study` with the names that may have been meant.
 */
export async function knownStudy(graph: Graph, name: string): Promise<RecordedStudy> {
  try {
    return await runOne(graph, showStudy, { name });
  } catch (cause) {
    if (!(cause instanceof GraphError && cause.code === "not_found")) throw cause;
    const names = (await run(graph, listStudies, {})).map((study) => study.name as string);
    const likely = nearest(name, names);
    const advice =
      likely.length > 0
        ? `did you mean ${likely.join(" or ")}?`
        : names.length > 0
          ? "automc search ls lists those there are."
          : "there is none yet; begin one: automc search run MODEL.";
    throw new ServerError("unknown_study", `There is no study "${name}"; ${advice}`, { cause });
  }
}
