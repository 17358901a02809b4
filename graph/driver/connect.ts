import neo4j, { type Config, type Driver, Neo4jError } from "neo4j-driver";
import { GraphError } from "../errors.ts";

/** Where a Neo4j server answers and who asks. */
export interface Connection {
  /** `bolt://host:port` or `neo4j://host:port`. */
  uri: string;
  username: string;
  password: string;
  /** Name of the database; the server's default when absent. */
  database?: string;
}

/**
 * Opens a driver and makes sure that the server answers, takes the password and has the database.
 *
 * Integers arrive as JavaScript numbers. The caller closes the driver.
 *
 * @throws GraphError `wrong_password`, `unreachable` or `unknown_database`.
 */
export async function connect(connection: Connection): Promise<Driver> {
  const driver = openDriver(connection);
  try {
    // A plain session: a managed transaction would try again for seconds before it reports that
    // nobody answers.
    const session = driver.session(connection.database ? { database: connection.database } : {});
    await session.run("RETURN 1");
    await session.close();
    return driver;
  } catch (error) {
    await driver.close();
    throw asConnectionFailure(error, connection);
  }
}

/**
 * Opens a driver, without asking whether anybody answers.
 *
 * @throws GraphError `unreachable` for what is no address of a Neo4j server.
 */
export function openDriver({ uri, username, password }: Connection, more: Config = {}): Driver {
  try {
    return neo4j.driver(uri, neo4j.auth.basic(username, password), {
      disableLosslessIntegers: true,
      telemetryDisabled: true,
      connectionTimeout: 10_000,
      maxTransactionRetryTime: 1_000, // `transaction` tries again, and more evenly
      ...more,
    });
  } catch (cause) {
    throw new GraphError("unreachable", `${uri} is not a Neo4j address; use one like bolt://localhost:7687.`, {
      cause,
    });
  }
}

/** Codes with which a server refuses the user; more tries would trip its rate limit. */
const refusals = new Set([
  "Neo.ClientError.Security.Unauthorized",
  "Neo.ClientError.Security.AuthenticationRateLimit",
  "Neo.ClientError.Security.CredentialsExpired",
]);

/** True when the server answered and refused the username or password. */
function isRefusal(error: unknown): boolean {
  return error instanceof Neo4jError && refusals.has(error.code);
}

function asConnectionFailure(error: unknown, { uri, username, database }: Connection): unknown {
  if (!(error instanceof Neo4jError)) return error;
  if (isRefusal(error)) {
    const message = `Neo4j at ${uri} refused the password of user "${username}"; set NEO4J_USERNAME and NEO4J_PASSWORD to valid ones.`;
    return new GraphError("wrong_password", message, { cause: error });
  }
  if (error.code === "Neo.ClientError.Database.DatabaseNotFound") {
    const message = `Neo4j at ${uri} has no database "${database}"; set NEO4J_DATABASE to one that exists.`;
    return new GraphError("unknown_database", message, { cause: error });
  }
  const message = `Neo4j at ${uri} does not answer; start it, or correct NEO4J_URI.`;
  return new GraphError("unreachable", message, { cause: error });
}
