import type { GraphFailure } from "../errors.ts";
import type { ReadOnlyResult } from "./question.ts";

/**
 * What a reader's thread sends: once that it can be asked; for each question that it is sent to
 * Neo4j, and then what comes of it.
 */
export type FromThread =
  | { ready: true }
  | { sent: true }
  | { result: ReadOnlyResult }
  | { failure: { code: GraphFailure; message: string } };
