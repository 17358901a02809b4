/**
 * A failure as it crosses to another process: `code` where the error had one, `message` for people.
 */
export interface Failure {
  code?: string;
  message: string;
}

/**
 * What one of our processes is sent: a request, or the answer to a question that it asked while at
 * one.
 */
export type ToChild = { id: number; request: unknown } | { id: number; answer: unknown };

/**
 * What it sends back about the request of that id: how far it is, a question, and at the end a
 * result or a failure.
 */
export type FromChild =
  | { id: number; progress: unknown }
  | { id: number; question: unknown }
  | { id: number; result: unknown }
  | { id: number; failure: Failure };
