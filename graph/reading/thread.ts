import { Socket } from "node:net";
import { parentPort, workerData } from "node:worker_threads";
import type neo4j from "neo4j-driver";
import { type Connection, openDriver } from "../driver/connect.ts";
import { GraphError } from "../errors.ts";
import { answer } from "./answer.ts";
import type { Question } from "./question.ts";
import type { FromThread } from "./thread-messages.ts";

/** What a thread is started with. */
export interface ThreadData {
  connection: Connection;
  /** The most bytes that one answer may be, as they come from Neo4j. */
  mostBytes: number;
}

const connectPatienceMs = 10_000;

/**
 * The inside of a reader's thread: answers one question after another, over a connection of its
 * own. What comes from Neo4j is counted before it is decoded, since a record is decoded whole.
 */
export async function serveReader(): Promise<void> {
  const { connection, mostBytes } = workerData as ThreadData;
  const port = parentPort!;
  const send = (message: FromThread) => port.postMessage(message);
  let received = 0;
  countBytes((bytes) => {
    received += bytes;
    if (received <= mostBytes) return true;
    send({ failure: { code: "result_too_large", message: tooManyBytes(mostBytes) } });
    return false;
  });
  const driver = openDriver(connection, { disableLosslessIntegers: false, maxConnectionPoolSize: 1 });
  const graph = { driver, database: connection.database };
  port.on("message", async (question: Question) => {
    received = 0;
    try {
      await connected(driver, question.timeoutMs);
      send({ sent: true });
      send({ result: await answer(graph, question) });
    } catch (error) {
      const { code = "query_failed", message } = error as GraphError;
      send({ failure: { code, message } });
    }
  });
  await connected(driver, connectPatienceMs).catch(() => {}); // tried again with the first question
  send({ ready: true });
}

/** Waits until Neo4j answers: it may be starting again. */
async function connected(driver: ReturnType<typeof neo4j.driver>, patienceMs: number): Promise<void> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return void (await driver.verifyConnectivity());
    } catch (cause) {
      if (performance.now() > until) {
        throw new GraphError("unreachable", "Neo4j does not answer; it may be starting. Try again in a while.", {
          cause,
        });
      }
      await new Promise((wake) => setTimeout(wake, 200));
    }
  }
}

/** Passes the number of bytes that arrive to `take`; a connection ends when that returns false. */
function countBytes(take: (bytes: number) => boolean): void {
  const { connect } = Socket.prototype;
  Socket.prototype.connect = function (this: Socket, ...args: unknown[]) {
    this.prependListener("data", (chunk: Buffer) => {
      if (!take(chunk.length)) this.destroy();
    });
    return Reflect.apply(connect, this, args);
  } as typeof connect;
}

const tooManyBytes = (most: number) =>
  `The rows are more than ${Math.ceil(most / 2 ** 20)} MB; return fewer or smaller ones, with LIMIT or by naming properties.`;
