import { join } from "node:path";
import { embeddedStatus, startEmbedded, stopEmbedded } from "../../../graph/index.ts";
import { graphHome } from "../../config.ts";
import { BadInput } from "../../errors.ts";
import { embeddedOptions } from "../../provision/graph-access.ts";
import { ensureNeo4jJars } from "../../provision/neo4j-jars.ts";
import { showProvisioning } from "../../provision/report.ts";
import { openSession, print, printJson, type Session } from "../session.ts";

interface Options {
  json: boolean;
}

/** `automc up`: starts the embedded Neo4j and leaves it running. */
export async function up({ json }: Options): Promise<void> {
  const session = embeddedSession(json);
  await ensureNeo4jJars(session.config, showProvisioning(session.progress));
  const { uri, username, pid, started } = await startEmbedded(embeddedOptions(session.config, session.progress));
  if (json) printJson({ uri, username, pid, started });
  else
    print(
      `Neo4j ${started ? "runs" : "ran already"} at ${uri}, user ${username}, process ${pid}. Its password: ${passwordPlace(session)}`,
    );
}

/** `automc down`: stops it, whoever uses it. */
export async function down({ json }: Options): Promise<void> {
  const session = embeddedSession(json);
  const stopped = await stopEmbedded(graphHome(session.config));
  if (json) printJson({ stopped });
  else print(stopped ? "Neo4j is stopped." : "Neo4j was not running.");
}

/** `automc status`: whether it runs, and where. */
export async function status({ json }: Options): Promise<void> {
  const session = openSession({ quiet: json });
  if (session.config.neo4j !== "embedded") {
    const { uri, username, database } = session.config.neo4j;
    if (json) printJson({ state: "external", uri, username, database });
    else print(`NEO4J_URI names a server of yours: ${uri}, user ${username}, database ${database}.`);
    return;
  }
  const { home } = session.config;
  const found = embeddedStatus(graphHome(session.config));
  if (json) return printJson({ home, ...found, passwordFile: passwordPlace(session) });
  print(`Everything is kept in ${home}.`);
  if (found.state === "stopped")
    return print("Neo4j is not running; commands start it when they need it. Keep it running: automc up");
  const megabytes = Math.round(found.residentBytes / 1e6);
  const kept = found.kept ? "kept running" : `stops after its last user (${found.users} now)`;
  print(`Neo4j's user is neo4j, its password is in ${passwordPlace(session)}.`);
  print(`Neo4j runs at ${found.uri} since ${found.startedAt}, process ${found.pid}, ${megabytes} MB, ${kept}.`);
}

function embeddedSession(quiet: boolean): Session {
  const session = openSession({ quiet });
  if (session.config.neo4j === "embedded") return session;
  throw new BadInput(
    "NEO4J_URI names a server of yours, which AutoMC does not start or stop; unset it to use the embedded Neo4j.",
  );
}

const passwordPlace = (session: Session) => join(graphHome(session.config), "password");
