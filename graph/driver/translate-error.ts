import { Neo4jError } from "neo4j-driver";
import { GraphError, type GraphFailure } from "../errors.ts";

/** Neo4j's own codes (the end of them is enough) and the row of `graphFailures` each belongs to. */
const codes: [pattern: RegExp, code: GraphFailure, meaning: string][] = [
  [
    /Security\.(Unauthorized|AuthenticationRateLimit|CredentialsExpired)/,
    "wrong_password",
    "Neo4j refused the password",
  ],
  [/Statement\.AccessMode|Security\.Forbidden/, "write_refused", "this query may only read the graph"],
  [/ConstraintValidationFailed/, "conflict", "the graph already holds that"],
  [/ParameterMissing/, "bad_params", "the query names a parameter that was not given"],
  [/TransactionTimedOut|Transaction\.Terminated|LockClientStopped/, "query_timeout", "the query took too long"],
  [/MemoryPoolOutOfMemory|TransactionOutOfMemory/, "result_too_large", "the query needs more memory than it may use"],
  [/ServiceUnavailable|SessionExpired|DatabaseUnavailable/, "unreachable", ""],
  [/DatabaseNotFound/, "unknown_database", "Neo4j has no such database"],
  [/^Neo\.ClientError\.(Statement|Procedure|Request)\./, "bad_query", "Neo4j cannot run this query"],
];

const doesNotAnswer =
  "Neo4j does not answer. The embedded one starts again by itself when it died, and after `automc down` with the next " +
  "command; one of yours has to be started by you.";

/**
 * Turns what the driver threw into a GraphError in one sentence; anything that is not Neo4j's
 * passes unchanged.
 */
export function translateError(error: unknown): unknown {
  if (!(error instanceof Neo4jError)) return error;
  const [, code, meaning] = codes.find(([pattern]) => pattern.test(error.code)) ?? [
    0,
    "query_failed" as const,
    "Neo4j failed",
  ];
  if (code === "unreachable") return new GraphError(code, doesNotAnswer, { cause: error });
  return new GraphError(code, `${meaning}: ${withoutStatement(error.message)}`, { cause: error });
}

/**
 * Neo4j's message up to where it repeats the statement (`(line 1, column 8 (offset: 7))` and a
 * picture of it).
 */
function withoutStatement(message: string): string {
  return message
    .split(/\r?\n/)[0]!
    .replace(/ \(offset: \d+\)/, "")
    .trim();
}
