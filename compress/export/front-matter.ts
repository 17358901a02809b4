import { stringify } from "yaml";
import type { ExportFacts } from "./facts.ts";
import type { ExportFormat } from "./formats.ts";

/** The library that loads each format, by the names that Hugging Face has for them. */
const libraries: Record<ExportFormat, string> = { tfjs: "tfjs", savedmodel: "tensorflow", onnx: "onnx" };

/**
 * What programs read of a model's card: the YAML at its head.
 *
 * There is no licence in it: whoever publishes a model chooses that.
 * Source of the keys: Hugging Face's model card metadata, with results as `model-index`.
 */
export function frontMatter({ name, format, card, data, original }: ExportFacts): string {
  const task = { type: "image-classification", name: "Image Classification" };
  const isPublic = data?.source.startsWith("http") ?? false; // a data set of the user's own has no name there
  const result = (split: string, value: number) => ({
    task,
    dataset: { type: isPublic ? card.dataset.name : "private", name: data?.title ?? "data of its owner", split },
    metrics: [{ type: "accuracy", value, name: `Accuracy on ${split} data` }],
  });
  const tags = [task.type, "automc", libraries[format], ...(original ? ["model-compression"] : [])];
  const head = {
    library_name: libraries[format],
    pipeline_tag: task.type,
    tags: [...new Set(tags)],
    ...(isPublic && { datasets: [card.dataset.name] }),
    metrics: ["accuracy"],
    "model-index": [
      { name, results: [result("test", card.testAccuracy), result("validation", card.validationAccuracy)] },
    ],
  };
  return `---\n${stringify(head, { aliasDuplicateObjects: false })}---\n`;
}
