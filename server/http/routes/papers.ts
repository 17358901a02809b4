import { z } from "zod";
import { listPapers, run } from "../../../graph/index.ts";
import { route } from "../route.ts";

const paper = z.object({
  id: z.string(),
  title: z.string(),
  year: z.int().nullable(),
  authors: z.array(z.string()).nullable(),
  methods: z.array(z.string()).describe("ids of the methods it proposes"),
  results: z.int().describe("how many results are taken from it"),
});

export const papers = route({
  method: "get",
  path: "/api/v1/papers",
  id: "listPapers",
  tag: "knowledge",
  summary: "Every paper in the graph.",
  answer: z.object({ papers: z.array(paper) }),
  handle: async ({ deps }) => ({ papers: await run(deps.graph, listPapers, {}) }),
});
