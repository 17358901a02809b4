import { z } from "zod";
import { contract } from "./contract.ts";
import { started } from "./jobs.ts";
import { listContract } from "./list-contract.ts";

const tag = "ingests";
const counts = z.record(z.string(), z.int());
const params = z.strictObject({ id: z.string().max(64) });

const ingest = z
  .object({
    id: z.string(),
    position: z.int().describe("1 for the first: later ones may build on earlier ones"),
    kind: z.string(),
    at: z.string(),
    files: z.array(z.string()),
    sha256: z.array(z.string()),
    merged: z.object({ kind: z.string(), from: z.string(), into: z.string() }).nullable(),
    added: counts,
    changed: counts,
    removed: counts,
  })
  .meta({ id: "Ingest" });

/** A file's name, for messages and records; it becomes no path. */
const file = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N}._ -]{0,99}$/u, "use letters, digits, spaces and ._- only, 100 at most")
  .refine((name) => !name.includes(".."), "may not have .. in it");

export const listIngests = listContract({
  path: "/api/v1/ingests",
  id: "listIngests",
  tag,
  summary: "Every change of knowledge that was not undone, the newest first.",
  rows: "ingests",
  row: ingest,
  key: "id",
  sort: ["position", "at", "kind"],
  down: true,
  filter: { kind: z.string().max(32).optional().describe("of this kind only: files, init or merge") },
});

export const showIngest = contract({
  path: "/api/v1/ingests/{id}",
  id: "showIngest",
  tag,
  summary: "One change of knowledge, and all that it did.",
  params,
  failures: { graph: ["not_found"] },
  answer: ingest.extend({ lines: z.array(z.string()).describe("+ added, ~ changed, - removed") }),
});

const documentTypes = ["application/yaml", "text/yaml", "text/plain", "application/octet-stream"] as const;

export const ingestDocument = contract({
  method: "post",
  path: "/api/v1/ingests",
  id: "ingestDocument",
  tag,
  summary:
    "Ingests a method card or a file of results (YAML, the body), all of it or nothing; with dryRun only says what would change.",
  query: z.strictObject({
    file: file.describe("its name, for messages: card.yaml"),
    dryRun: z.enum(["true", "false"]).default("false").describe("true: nothing is written"),
    strict: z
      .enum(["true", "false"])
      .default("false")
      .describe("true: refused where a new name looks like a known one"),
  }),
  body: { upload: documentTypes, mostBytes: 2_000_000 },
  failures: { ingest: ["bad_yaml", "bad_card", "unknown_reference", "contradiction", "duplicate"] },
  answer: z.object({
    dryRun: z.boolean(),
    id: z.string().nullable().describe("of the ingest; null where nothing was written"),
    added: counts,
    changed: counts,
    removed: counts,
    lines: z.array(z.string()).describe("the difference: + added, ~ changed, - removed"),
    methods: z.array(z.object({ id: z.string(), strategies: z.int(), knowledgeOnly: z.string().nullable() })),
    remarks: z.array(z.string()).describe("names taken for others, new names that look like known ones"),
    findings: z
      .array(z.object({ severity: z.string(), rule: z.string(), sentence: z.string() }))
      .describe("what the auditor says of the results"),
  }),
});

export const rollBackIngest = contract({
  method: "post",
  path: "/api/v1/ingests/{id}/rollback",
  id: "rollBackIngest",
  tag,
  summary: "The graph as it was before an ingest, unless something builds on it.",
  params,
  body: z.strictObject({
    withVectors: z.boolean().default(false).describe("vectors that were learned from it go too"),
  }),
  failures: { graph: ["not_found", "depended_on", "bad_params"] },
  answer: z.object({ id: z.string(), nodesDeleted: z.int(), relationshipsDeleted: z.int() }),
});

const paperTypes = [
  "application/pdf",
  "text/markdown",
  "text/html",
  "application/x-tex",
  "application/octet-stream",
] as const;

export const readPaper = contract({
  ...started,
  path: "/api/v1/papers",
  id: "readPaper",
  tag,
  summary:
    "Reads a paper (the body: PDF, Markdown, HTML or LaTeX) in a process of its own; a job whose result is the proposal: its rows, each with place, confidence and reasons. Writes nothing.",
  query: z.strictObject({
    file: file.describe("its name, whose end says what it is: paper.pdf"),
    id: z.string().max(200).optional().describe("of the paper: arXiv:1708.06519"),
    title: z.string().max(500).optional(),
    year: z.coerce.number().int().min(1900).max(2200).optional(),
    own: z.string().max(100).optional().describe('what "Ours" is called in it'),
    network: z.string().max(100).optional().describe("the network, where a table does not say it"),
    dataset: z.string().max(100).optional().describe("the data set, where a table does not say it"),
    metric: z.string().max(100).optional().describe("what numbers under no label are: top-1 error (%)"),
    mapping: z
      .string()
      .max(8_000)
      .optional()
      .describe('what columns of its tables are, as JSON: {"tables":[{"table":1,"columns":{"1":"method"}}]}'),
  }),
  body: { upload: paperTypes, mostBytes: 100_000_000 },
  failures: { ingest: ["bad_yaml", "bad_card"] },
});

export const acceptPaper = contract({
  method: "post",
  path: "/api/v1/jobs/{id}/accept",
  id: "acceptPaper",
  tag,
  summary:
    "Ingests rows of a proposal: all that are sure, or those of these numbers; with dryRun only says what would change. What was said of its tables is kept for later versions of the paper.",
  params,
  body: z.strictObject({
    rows: z.array(z.int().positive()).max(10_000).optional().describe("numbers of rows; default: all that are sure"),
    dryRun: z.boolean().default(false),
  }),
  failures: { server: ["unknown_job", "bad_request"], ingest: ["contradiction", "unknown_reference"] },
  answer: z.object({
    dryRun: z.boolean(),
    id: z.string().nullable().describe("of the ingest; null where nothing was written"),
    accepted: z.array(z.int()),
    added: counts,
    lines: z.array(z.string()),
    findings: z.array(z.object({ severity: z.string(), rule: z.string(), sentence: z.string() })),
  }),
});
