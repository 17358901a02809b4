import { type Graph, namedEntities, namesInPapers, resultsOfPaper, run, runOne } from "../../graph/index.ts";
import {
  type GivenIdentity,
  IngestError,
  type IngestFailure,
  ingestFailures,
  type Mapping,
} from "../../ingest/index.ts";
import type { Environment } from "../config.ts";
import { workerEntry } from "../entry-point.ts";
import { Child, ChildDied, ChildFailure } from "../processes/child.ts";
import { MappingFiles } from "./mapping-store.ts";
import type { PaperQuestion, PaperRead, ReadRequest } from "./messages.ts";

/** What a paper may take to read; a hundred pages take some seconds. */
const readingLimits = { milliseconds: 120_000, megabytes: 1_500 } as const;

/** What a reader holds besides its heap: code, and buffers outside of the heap. */
const baseMegabytes = 500;

export interface ReadPaperOptions {
  path: string;
  file: string;
  given: GivenIdentity;
  environment: Environment;
  /** AUTOMC_HOME, where what was said of earlier versions of papers is kept. */
  home: string;
  wantsText?: boolean;
  /** What a person says that its tables are; else what was kept of an earlier version of it. */
  mapping?: Mapping | undefined;
  /** The mapping is an endpoint's, so no row of it is sure. */
  isAsked?: boolean;
  limits?: { milliseconds: number; megabytes: number };
}

/**
 * Reads a paper in a process of its own, with a limit on time and memory, and resolves to what
 * would be ingested from it. Only reads the graph.
 *
 * @throws IngestError `bad_document` or `too_large` in one sentence with the file, also for a paper
 * that takes too long or kills its reader.
 */
export async function readPaperAside(
  graph: Graph,
  {
    path,
    file,
    given,
    environment,
    home,
    mapping,
    isAsked,
    wantsText = false,
    limits = readingLimits,
  }: ReadPaperOptions,
): Promise<PaperRead> {
  const names = await run(graph, namedEntities, {});
  const knowledge = { ...(await runOne(graph, namesInPapers, {})), names };
  const child = new Child(workerEntry("papers"), {
    environment,
    megabytes: limits.megabytes,
    limits: {
      residentMegabytes: limits.megabytes + baseMegabytes,
      processorSeconds: (limits.milliseconds / 1000) * 2,
    },
  });
  try {
    const request: ReadRequest = {
      path,
      file,
      given,
      knowledge,
      wantsText,
      ...(mapping && { mapping }),
      ...(isAsked && { isAsked }),
    };
    const kept = new MappingFiles(home);
    return await child.ask<PaperRead, never, PaperQuestion>(request, {
      answer: ({ about, paperId }) =>
        about === "results" ? run(graph, resultsOfPaper, { paperId }) : kept.of(paperId),
      deadlineMs: limits.milliseconds,
    });
  } catch (error) {
    if (error instanceof ChildDied) throw givenUp(error, file, limits);
    if (error instanceof ChildFailure) throw failureFrom(error, file);
    throw error;
  } finally {
    child.kill();
  }
}

function givenUp(cause: ChildDied, file: string, limits: { milliseconds: number; megabytes: number }): IngestError {
  const seconds = limits.milliseconds / 1000;
  return new IngestError(
    "bad_document",
    `${file}: reading it took more than ${seconds} s or ${limits.megabytes} MB, so it was given up; cut out the part with the tables.`,
    { cause },
  );
}

/** A failure of the reader as what it was; a defect is one, whatever the paper was like. */
function failureFrom(cause: ChildFailure, file: string): IngestError {
  const { code, message } = cause;
  if (code !== undefined && code in ingestFailures) return new IngestError(code as IngestFailure, message, { cause });
  return new IngestError("bad_document", `${file}: can't be read (${message.split("\n")[0]!.slice(0, 200)}).`, {
    cause,
  });
}
