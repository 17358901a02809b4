import { z } from "zod";
import { augmentations, type Colour, colours, crops } from "../../../datasets/index.ts";
import { name } from "../../artifacts/name.ts";
import { contract } from "./contract.ts";
import { started } from "./jobs.ts";

const tag = "knowledge";
const text = z.string().max(1_000).optional();
const size = z
  .string()
  .regex(/^\d{1,3}x\d{1,3}$/, "must look like 96x128, height first")
  .optional()
  .describe("of every image, height first; by default that of the images");

export const addDataset = contract({
  ...started,
  path: "/api/v1/datasets",
  id: "addDataset",
  tag,
  summary:
    "Adds images of your own: a zip of folders of classes (PNG, JPEG, WebP), or a .npz with x and y, is the body; a job whose result says what was found.",
  query: z.strictObject({
    name,
    size,
    colour: z.enum(Object.keys(colours) as [Colour, ...Colour[]]).optional(),
    crop: z.enum(crops).default("centre").describe("how an image gets another shape"),
    test: z.coerce.number().min(0.01).max(0.9).default(0.2).describe("part for testing where there is no test split"),
    augment: z.enum(augmentations).default("none").describe("how training images are varied"),
    title: text,
    licence: text,
    from: text,
    citation: text,
  }),
  body: { upload: ["application/zip", "application/octet-stream"], mostBytes: 2_000_000_000 },
});

export const removeDataset = contract({
  method: "delete",
  path: "/api/v1/datasets/{name}",
  id: "removeDataset",
  tag,
  summary: "Removes a data set that was added.",
  params: z.strictObject({ name: z.string().max(64) }),
  answer: z.object({ name: z.string() }),
});
