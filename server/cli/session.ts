import type { Graph } from "../../graph/index.ts";
import { Artifacts } from "../artifacts/store.ts";
import { type Config, processConfig } from "../config.ts";
import { interruptible } from "../interruption.ts";
import { keepToOwner } from "../own-folder.ts";
import { printable } from "../printable.ts";
import { type Progress, silent } from "../progress.ts";
import { type GraphUse, withGraph } from "../provision/graph-access.ts";
import { type Training, withTrainingPool } from "../training/pool.ts";
import { progressOn } from "./terminal.ts";

/** What every command has: configuration, files, a way to report progress. */
export interface Session {
  config: Config;
  artifacts: Artifacts;
  progress: Progress;
}

/** A session of a command; `quiet` where only data is to be seen. */
export function openSession({ quiet = false }: { quiet?: boolean } = {}): Session {
  const config = processConfig();
  keepToOwner(config.home);
  return { config, artifacts: new Artifacts(config.home), progress: quiet ? silent : progressOn(process.stderr) };
}

/** Does `work` with the graph open. */
export function inGraph<T>(session: Session, work: (graph: Graph) => Promise<T>, use: GraphUse = {}): Promise<T> {
  return withGraph(session.config, session.progress, work, use);
}

/**
 * Does `work` with one process that trains, or with several side by side; Ctrl-C fires the signal.
 * Sets up native TensorFlow where that is missing.
 */
export async function withTraining<T>(
  session: Session,
  work: (training: Training, signal: AbortSignal) => Promise<T>,
  workers = 1,
): Promise<T> {
  return withTrainingPool(session.config, session.progress, workers, (training) =>
    untilInterrupted((signal) => work(training, signal)),
  );
}

/** Does `work`; Ctrl-C and SIGTERM fire the signal. */
export async function untilInterrupted<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { signal, release } = interruptible();
  try {
    return await work(signal);
  } finally {
    release();
  }
}

/** Data to standard output: one line of JSON. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value));
}

/** Text to standard output. */
export function print(text: string): void {
  process.stdout.write(`${printable(text)}\n`);
}

/** A sentence beside the data, on standard error. */
export function remark(sentence: string): void {
  process.stderr.write(`automc: ${printable(sentence)}\n`);
}
