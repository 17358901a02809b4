import { z } from "zod";
import type { RecordedStudy } from "../../graph/index.ts";
import { type Algorithm, searches } from "../../search/index.ts";
import { name } from "../artifacts/name.ts";
import { ServerError } from "../errors.ts";
import { algorithmOf, clash, without } from "./ablation.ts";
import { objective, objectiveClash } from "./objective.ts";

const algorithms = Object.keys(searches) as [Algorithm, ...Algorithm[]];

/**
 * Everything that determines a study. The same request on the same graph gives the same trials.
 * Shared by `automc search run` and `POST /api/v1/studies`.
 */
export const studyRequest = z
  .strictObject({
    name: name.optional().describe("default: made from the model, the algorithm and the seed"),
    model: z.string().min(1).max(128).describe("name or hash of a trained model (`automc model ls`)"),
    target: z.number().min(0).max(0.95).default(0.3).describe("γ: least fraction of parameters to remove"),
    algorithm: z.enum(algorithms).default("progressive").describe("how the next scheme is chosen"),
    trials: z.int().min(1).max(10_000).default(12).describe("how many schemes to evaluate"),
    maxLength: z.int().min(1).max(5).default(5).describe("L: most steps in a scheme"),
    seed: z.int().min(0).max(2_147_483_647).default(1).describe("repeats a study exactly"),
    confirm: z
      .int()
      .min(0)
      .max(100)
      .default(0)
      .describe("run the front's schemes again at the end, each with so many other seeds"),
    batch: z
      .int()
      .min(2)
      .max(64)
      .optional()
      .describe("choose so many schemes at a time, which can then train side by side; one at a time without it"),
    pruning: z
      .boolean()
      .default(true)
      .describe("end trainings early that will hardly beat the front (progressive and recurrent search)"),
    methods: z.array(z.string().min(1).max(128)).min(1).max(100).optional().describe("search among these methods only"),
    without: without.optional(),
    objective: objective
      .optional()
      .describe("a third objective beside accuracy and parameters: FLOPs, or latency on this machine"),
    keep: z
      .array(z.string().min(1).max(256))
      .min(1)
      .max(200)
      .optional()
      .describe("layers that keep their width, by name; * stands for any letters"),
    roundTo: z
      .int()
      .min(2)
      .max(1_024)
      .optional()
      .describe("every width that changes becomes a multiple of it, rounded up, or stays as it is"),
  })
  .superRefine((request, { addIssue }) => {
    const message = clash(request);
    if (message !== null) addIssue({ code: "custom", path: ["without"], message });
    const other = objectiveClash(algorithmOf(request), request.objective);
    if (other !== null) addIssue({ code: "custom", path: ["objective"], message: other });
  })
  .meta({ id: "StudyRequest" });
export type StudyRequest = z.infer<typeof studyRequest>;

/**
 * The request of a study as it is recorded in the graph, with the hash of its model.
 *
 * @throws ServerError `study_differs` where this version can't read it, for example because another
 * version wrote it.
 */
export function recordedRequest({ name, config }: Pick<RecordedStudy, "name" | "config">): StudyRequest {
  const parsed = studyRequest.safeParse(config);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0]!;
  const where = issue.path.join(".") || "its settings";
  const message = `Study "${name}" can't go on: its request can't be read by this version (${where}: ${issue.message}); begin a new study.`;
  throw new ServerError("study_differs", message, { cause: parsed.error });
}
