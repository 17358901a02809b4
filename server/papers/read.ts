import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Graph, namedEntities, namesInPapers, resultsOfPaper, run, runOne } from "../../graph/index.ts";
import {
  type GivenIdentity,
  IngestError,
  type IngestFailure,
  ingestFailures,
  type Proposal,
} from "../../ingest/index.ts";
import type { Environment } from "../config.ts";
import { entryPoint } from "../entry-point.ts";
import type { KnownResultsQuestion, ReadReply, ReadRequest } from "./messages.ts";

/** What a paper may take to read; a hundred pages take some seconds. */
const readingLimits = { milliseconds: 120_000, megabytes: 1_500 } as const;

export interface ReadPaperOptions {
  path: string;
  file: string;
  given: GivenIdentity;
  environment: Environment;
  wantsText?: boolean;
  limits?: { milliseconds: number; megabytes: number };
}

/**
 * Reads a paper in a process of its own, with a limit on time and memory, and gives what would be taken in from it. Only reads the graph.
 *
 * Throws IngestError `bad_document` or `too_large` in one sentence with the file, also for a paper that takes too long or kills its reader.
 */
export async function readPaperAside(
  graph: Graph,
  { path, file, given, environment, wantsText = false, limits = readingLimits }: ReadPaperOptions,
): Promise<{ proposal: Proposal; text: string }> {
  const names = await run(graph, namedEntities, {});
  const knowledge = { ...(await runOne(graph, namesInPapers, {})), names };
  const child = fork(fileURLToPath(entryPoint), ["paper-worker"], {
    execArgv: [`--max-old-space-size=${limits.megabytes}`],
    env: { ...environment },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
    serialization: "advanced",
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), limits.milliseconds);
  try {
    const request: ReadRequest = { path, file, given, knowledge, wantsText };
    const reply = await answered(child, request, (paperId) => run(graph, resultsOfPaper, { paperId }));
    if (reply === "ended") {
      const seconds = limits.milliseconds / 1000;
      throw new IngestError(
        "bad_document",
        `${file}: reading it took more than ${seconds} s or ${limits.megabytes} MB, so it was given up; cut out the part with the tables.`,
      );
    }
    if (reply.kind === "failed") throw failureFrom(reply, file);
    return { proposal: reply.proposal, text: reply.text };
  } finally {
    clearTimeout(timer);
    child.kill();
  }
}

function answered(
  child: ChildProcess,
  request: ReadRequest,
  knownResults: (paperId: string) => Promise<unknown>,
): Promise<ReadReply | "ended"> {
  return new Promise((resolve, reject) => {
    child.on("message", (message: KnownResultsQuestion | ReadReply) => {
      if (message.kind !== "question") return resolve(message);
      knownResults(message.paperId).then((results) => child.send({ knownResults: results }), reject);
    });
    child.on("exit", () => resolve("ended"));
    child.on("error", reject);
    child.send(request);
  });
}

/** A failure of the reader as what it was; a defect is one, whatever the paper was like. */
function failureFrom({ code, message }: Extract<ReadReply, { kind: "failed" }>, file: string): Error {
  if (code !== undefined && code in ingestFailures) return new IngestError(code as IngestFailure, message);
  return new IngestError("bad_document", `${file}: can't be read (${message.split("\n")[0]!.slice(0, 200)}).`);
}
