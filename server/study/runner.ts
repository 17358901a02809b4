import type { StudyName } from "../../graph/index.ts";
import type { StageProgress } from "../progress.ts";
import type { StudyRequest } from "./request.ts";

/**
 * What goes on in a study, as the process that runs it reports it. Trials themselves are in the
 * graph.
 */
export type StudyNews =
  | ({ kind: "progress" } & StageProgress)
  /** A trial was recorded in the graph. */
  | { kind: "trial"; number: number }
  /** The process has ended; the study's state in the graph is final. */
  | { kind: "ended" };

/** Runs studies, each in a process of its own, against the same graph. */
export interface StudyRunner {
  /**
   * Starts a study and resolves once it is in the graph, to its name (made from the request where
   * it has none).
   *
   * @throws ServerError `study_exists`, `unknown_model`, `unknown_method` or `nothing_to_search`
   * when it is refused; nothing is left of it then.
   */
  start(request: StudyRequest): Promise<{ name: StudyName }>;

  /**
   * Goes on with a study where it stopped, and resolves once its process was started. Nothing happens to one that this
   * server runs already; where another process runs it, that one keeps it.
   */
  resume(name: StudyName): Promise<void>;

  /**
   * Asks a study to stop after what it is at, and resolves once it was asked; its state in the
   * graph follows. Nothing happens to one that has ended.
   *
   * @throws ServerError `unknown_study` when there is none of that name.
   */
  stop(name: StudyName): Promise<void>;

  /**
   * News of a study from now on: it ends with `ended`, when `signal` fires, or at once where no
   * process of this server runs the study. Every caller gets all news; a slow one may miss some
   * progress, but no `trial` and no `ended`.
   */
  news(name: StudyName, signal: AbortSignal): AsyncIterable<StudyNews>;
}
