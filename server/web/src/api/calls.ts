import type { z } from "zod";
import type { contracts } from "../../../http/contracts/list.ts";
import { type Answer, type Parts, sendForJson } from "./ask.ts";

type Contracts = typeof contracts;

/**
 * Where each operation of the API that the page calls is. What goes in and comes out follows from
 * the server's own contracts, by type alone; a test compares these addresses with theirs.
 */
export const addresses = {
  listStudies: ["get", "/api/v1/studies"],
  createStudy: ["post", "/api/v1/studies"],
  showStudy: ["get", "/api/v1/studies/{name}"],
  deleteStudy: ["delete", "/api/v1/studies/{name}"],
  stopStudy: ["post", "/api/v1/studies/{name}/stop"],
  resumeStudy: ["post", "/api/v1/studies/{name}/resume"],
  listTrials: ["get", "/api/v1/studies/{name}/trials"],
  studyOutlook: ["get", "/api/v1/studies/{name}/outlook"],
  studyPoints: ["get", "/api/v1/studies/{name}/points"],
  studyReport: ["get", "/api/v1/studies/{name}/report"],
  studyReportPage: ["get", "/api/v1/studies/{name}/report.html"],
  followStudy: ["get", "/api/v1/studies/{name}/events"],
  listResults: ["get", "/api/v1/results"],
  listMethods: ["get", "/api/v1/methods"],
  showMethod: ["get", "/api/v1/methods/{id}"],
  listTasks: ["get", "/api/v1/tasks"],
  listPapers: ["get", "/api/v1/papers"],
  listModels: ["get", "/api/v1/models"],
  showModel: ["get", "/api/v1/models/{model}"],
  nameModel: ["post", "/api/v1/models/{model}/name"],
  trainModel: ["post", "/api/v1/models"],
  importModel: ["post", "/api/v1/models/import"],
  measureModel: ["post", "/api/v1/models/{model}/cost"],
  downloadModel: ["get", "/api/v1/models/{model}/download"],
  exportModel: ["post", "/api/v1/models/{model}/export"],
  listDatasets: ["get", "/api/v1/datasets"],
  addDataset: ["post", "/api/v1/datasets"],
  removeDataset: ["delete", "/api/v1/datasets/{name}"],
  listJobs: ["get", "/api/v1/jobs"],
  showJob: ["get", "/api/v1/jobs/{id}"],
  followJob: ["get", "/api/v1/jobs/{id}/events"],
  cancelJob: ["post", "/api/v1/jobs/{id}/cancel"],
  acceptPaper: ["post", "/api/v1/jobs/{id}/accept"],
  listIngests: ["get", "/api/v1/ingests"],
  ingestDocument: ["post", "/api/v1/ingests"],
  showIngest: ["get", "/api/v1/ingests/{id}"],
  rollBackIngest: ["post", "/api/v1/ingests/{id}/rollback"],
  readPaper: ["post", "/api/v1/papers"],
  listEmbeddings: ["get", "/api/v1/embeddings"],
  nearestStrategies: ["get", "/api/v1/embeddings/nearest"],
  mapEmbedding: ["get", "/api/v1/embeddings/map"],
  useEmbedding: ["post", "/api/v1/embeddings/{id}/use"],
  runCypher: ["post", "/api/v1/cypher"],
  listQueries: ["get", "/api/v1/queries"],
} as const satisfies { [Id in keyof Contracts]?: readonly ["get" | "post" | "delete", string] };

/** An operation that the page calls. */
export type Called = keyof typeof addresses;

type Output<S> = S extends z.ZodType ? z.output<S> : never;
type Input<S> = S extends z.ZodType ? z.input<S> : undefined;
/** What an operation returns. */
export type Returned<Id extends Called> = Output<Contracts[Id]["answer"]>;
type Part<Name extends string, S> = S extends z.ZodType
  ? Record<never, never> extends z.input<S>
    ? { [N in Name]?: Input<S> }
    : { [N in Name]: Input<S> }
  : { [N in Name]?: undefined };
/** What an operation takes. */
export type Given<Id extends Called> = { params?: { [name: string]: string } } & Part<"query", Contracts[Id]["query"]> &
  Part<"body", Contracts[Id]["body"]>;

/** The address of an operation, with what belongs into its path. */
export function pathOf(id: Called, params: { [name: string]: string } = {}): string {
  return addresses[id][1].replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
}

/** Calls an operation of the API; resolves to what it returned, or to a problem. */
export function call<Id extends Called>(
  id: Id,
  given: Given<Id>,
  more: Pick<Parts, "signal" | "file"> = {},
): Promise<Answer<Returned<Id>>> {
  const { params, query, body } = given as {
    params?: { [name: string]: string };
    query?: Parts["query"];
    body?: unknown;
  };
  const parts = { ...more, ...(query && { query }), ...(body !== undefined && { body }) };
  return sendForJson<Returned<Id>>(addresses[id][0], pathOf(id, params), parts);
}
