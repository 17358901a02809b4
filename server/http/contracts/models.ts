import { z } from "zod";
import { name } from "../../artifacts/name.ts";
import { contract } from "./contract.ts";
import { started } from "./jobs.ts";
import { listContract } from "./list-contract.ts";

const tag = "models";
const params = z.strictObject({ model: z.string().max(128).describe("a name, a hash, or the head of one") });
const failures = { server: ["unknown_model", "damaged_model"] } as const;

/** A stored model: its names, where it came from, what it costs, how good it is. */
const model = z
  .object({
    hash: z.string(),
    names: z.array(z.string()),
    name: z.string().nullable().describe("the first of its names"),
    network: z.string(),
    data: z.string().describe("the data set"),
    dataset: z.record(z.string(), z.unknown()).describe("what of it was opened"),
    images: z.int(),
    shape: z.array(z.int()).describe("of one image: height, width, channels"),
    classes: z.array(z.string()),
    normalisation: z.object({ mean: z.array(z.number()), std: z.array(z.number()) }),
    seed: z.int(),
    pretrainEpochs: z.int(),
    batchSize: z.int(),
    learningRate: z.number(),
    parameters: z.int(),
    macs: z.int(),
    flops: z.int(),
    validationAccuracy: z.number(),
    testAccuracy: z.number(),
    original: z.string().nullable().describe("hash of the model that its scheme began with; null for an original"),
    scheme: z.array(z.string()).describe("the strategies that led here from it"),
  })
  .meta({ id: "Model" });

export const listModels = listContract({
  path: "/api/v1/models",
  id: "listModels",
  tag,
  summary: "The models that have a name.",
  rows: "models",
  row: model,
  key: "hash",
  sort: ["name", "network", "data", "parameters", "flops", "testAccuracy"],
  filter: {
    network: z.string().max(128).optional().describe("of this network only"),
    data: z.string().max(128).optional().describe("on this data set only"),
  },
});

export const showModel = contract({
  path: "/api/v1/models/{model}",
  id: "showModel",
  tag,
  summary: "A stored model: where it came from, what it costs, how good it is, and its layers.",
  params,
  failures,
  answer: model.extend({
    layers: z
      .array(z.object({ name: z.string(), kind: z.string(), width: z.int().nullable() }))
      .describe("in order; width is the number of filters or units, null for a layer that has none"),
  }),
});

export const nameModel = contract({
  method: "post",
  path: "/api/v1/models/{model}/name",
  id: "nameModel",
  tag,
  summary: "Gives a model a name; another model that had it loses it.",
  params,
  body: z.strictObject({ name }),
  failures,
  answer: model,
});

/** Settings of a training, with the defaults of `automc model train`. */
const training = {
  name: name.describe("what to call the model"),
  epochs: z.int().min(1).max(10_000).default(10).describe("E0"),
  batchSize: z.int().min(1).max(4_096).default(64),
  learningRate: z.number().positive().max(10).default(0.05),
  seed: z.int().min(0).max(2_147_483_647).default(1),
};
const data = {
  data: z.string().min(1).max(64).default("mnist").describe("a data set; GET /api/v1/datasets lists them"),
  sample: z.number().gt(0).max(1).default(1).describe("stratified fraction of every split"),
};

export const trainModel = contract({
  ...started,
  path: "/api/v1/models",
  id: "trainModel",
  tag,
  summary: "Trains a network from random weights and stores it under a name; a job.",
  body: z
    .strictObject({
      network: z
        .string()
        .max(64)
        .describe("resnet8, resnet20, resnet56, vgg16, mobilenetv2, …: an unknown name lists all"),
      width: z.int().positive().max(1_024).optional(),
      ...training,
      ...data,
    })
    .meta({ id: "TrainRequest" }),
});

const modelUpload = ["application/octet-stream", "application/zip", "application/x-hdf5"] as const;

export const importModel = contract({
  ...started,
  path: "/api/v1/models/import",
  id: "importModel",
  tag,
  summary:
    "Takes a model of Keras or in ONNX (the .keras, .h5 or .onnx file is the body), measures it on data, and stores it under a name; a job.",
  query: z.strictObject({
    name,
    input: z
      .enum(["standardised", "unit", "signed", "bytes", "imagenet"])
      .default("standardised")
      .describe(
        "how it wants its pixels: by the data's mean and deviation, in 0..1, in -1..1, as bytes, or by ImageNet's mean and deviation",
      ),
    data: data.data,
    sample: z.coerce.number().gt(0).max(1).default(1).describe("stratified fraction of every split"),
    epochs: z.coerce.number().int().min(1).max(10_000).default(10).describe("E0: for how long it was trained"),
    batchSize: z.coerce.number().int().min(1).max(4_096).default(64),
    learningRate: z.coerce.number().positive().max(10).default(0.05),
    seed: z.coerce.number().int().min(0).max(2_147_483_647).default(1),
  }),
  body: { upload: modelUpload, mostBytes: 512_000_000 },
});

export const measureModel = contract({
  ...started,
  path: "/api/v1/models/{model}/cost",
  id: "measureModel",
  tag,
  summary:
    "Measures what a model costs, beside the one it was made from: sizes, latencies by batch size, peak memory; a job whose result has the sheets.",
  params,
  body: z.strictObject({ batchSizes: z.array(z.int().min(1).max(1_024)).min(1).max(8).default([1, 64]) }),
  failures,
});

const exportFormats = ["tfjs", "onnx", "savedmodel"] as const;

export const downloadModel = contract({
  path: "/api/v1/models/{model}/download",
  id: "downloadModel",
  tag,
  summary: "A model's own files as a zip: TensorFlow.js' model.json and weights.bin, and card.json.",
  params,
  failures,
  answer: { files: ["application/zip"] },
});

export const exportModel = contract({
  ...started,
  path: "/api/v1/models/{model}/export",
  id: "exportModel",
  tag,
  summary:
    "Writes a model for other programs, checked, with a model card; a job whose result has the address of the zip.",
  params,
  body: z.strictObject({ format: z.enum(exportFormats) }),
  failures,
});

export const downloadExport = contract({
  path: "/api/v1/exports/{id}",
  id: "downloadExport",
  tag,
  summary: "What an export wrote, as a zip; kept while the server runs.",
  params: z.strictObject({ id: z.string().max(64).describe("of the job") }),
  failures: { server: ["unknown_job"] },
  answer: { files: ["application/zip"] },
});
