import { z } from "zod";
import { datasetNames, describeDatasets } from "../../../datasets/index.ts";
import { route } from "../route.ts";

const dataset = z.object({
  name: z.enum(datasetNames),
  title: z.string(),
  classes: z.array(z.string()),
  shape: z.array(z.int()).describe("height, width, channels"),
  images: z.object({ train: z.int(), test: z.int() }).describe("validation comes out of train"),
  source: z.string(),
  licence: z.string(),
  citation: z.string(),
  downloadBytes: z.int().describe("0 where it comes with the package"),
  present: z.boolean(),
  howToGet: z.string().nullable(),
});

export const datasets = route({
  method: "get",
  path: "/api/v1/datasets",
  id: "listDatasets",
  tag: "knowledge",
  summary: "The data sets that can be opened, and whether they are here.",
  answer: z.object({ datasets: z.array(dataset) }),
  async handle({ deps }) {
    const found = await describeDatasets({ home: deps.datasetsHome });
    return { datasets: found.map(({ shape, ...rest }) => ({ ...rest, shape: [...shape] })) };
  },
});
