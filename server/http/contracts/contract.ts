import type { z } from "zod";
import type { ExpectedFailures } from "../../failures.ts";

/** What an answer is, but for lists. */
export type Answer =
  /** JSON of this shape. */
  | z.ZodType
  /** A stream of server-sent events, with the shape of their data by event name. */
  | { events: Record<string, z.ZodType> }
  /** Text in one of several media types, which the request chooses. */
  | { documents: readonly string[] }
  /** Bytes, of these media types. */
  | { files: readonly string[] };

/** A request's body that is a file: its media types, and the most bytes of it. */
export interface Upload {
  upload: readonly string[];
  mostBytes: number;
}

/** How the rows of a list are ordered and chosen. */
export interface ListRules {
  /** The field of the answer that has the rows. */
  rows: string;
  /** The field that names a row, so that a page can begin after one. */
  key: string;
  /** The fields it can be sorted by; the first is the default. */
  sort: readonly string[];
  /** Whether the default order is downwards. */
  down: boolean;
  /** The parameters that choose rows by the field of the same name. */
  filter: readonly string[];
}

/**
 * One address of the API with one method, as a caller sees it: application, OpenAPI document, client types and the
 * assistant's tools follow from a list of these. What it does is in `routes`.
 */
export interface Contract<
  P extends z.ZodObject | undefined = z.ZodObject | undefined,
  Q extends z.ZodObject | undefined = z.ZodObject | undefined,
  B extends z.ZodType | Upload | undefined = z.ZodType | Upload | undefined,
  A extends Answer = Answer,
> {
  method: "get" | "post" | "delete";
  /** As OpenAPI writes it: `/api/v1/methods/{id}`. */
  path: string;
  /** OpenAPI's operationId. */
  id: string;
  tag: string;
  summary: string;
  params: P;
  query: Q;
  body: B;
  status: 200 | 201 | 202;
  /** What a caller should expect of this route, besides the failures of every route. */
  failures: ExpectedFailures;
  answer: A;
  /** Where what was made is found: the Location header. Such a request takes an `Idempotency-Key`. */
  location?: (answer: never) => string;
  /** Where the answer is a page of a list. */
  list?: ListRules;
}

/** Defines a contract; what is left out is undefined, and the status 200. */
export function contract<
  A extends Answer,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | Upload | undefined = undefined,
>(definition: {
  method?: Contract["method"];
  path: string;
  id: string;
  tag: string;
  summary: string;
  params?: P;
  query?: Q;
  body?: B;
  status?: Contract["status"];
  failures?: ExpectedFailures;
  answer: A;
  location?: (answer: A extends z.ZodType ? z.output<A> : never) => string;
  list?: ListRules;
}): Contract<P, Q, B, A> {
  const nothing = { params: undefined, query: undefined, body: undefined };
  return { ...nothing, method: "get", status: 200, failures: {}, ...definition } as unknown as Contract<P, Q, B, A>;
}
