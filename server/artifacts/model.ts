import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ModelCard, modelCard } from "../../compress/index.ts";
import { table } from "../cli/terminal.ts";
import { ServerError } from "../errors.ts";
import { percent } from "../format.ts";
import type { Artifacts } from "./store.ts";

/** A stored model: its hash and what is known of it. */
export interface StoredModel {
  hash: string;
  card: ModelCard;
}

/** What is known of a stored model, without loading its weights. Throws ServerError `damaged_model`. */
export async function readModel(artifacts: Artifacts, hash: string): Promise<StoredModel> {
  const file = join(artifacts.modelDirectory(hash), "card.json");
  try {
    const { hash: content, ...card } = JSON.parse(await readFile(file, "utf8"));
    return { hash: content, card: modelCard.parse(card) };
  } catch (cause) {
    throw new ServerError(
      "damaged_model",
      `The stored model ${hash.slice(0, 12)} can't be read: ${file} is missing or damaged.`,
      { cause },
    );
  }
}

/** A stored model as people read it. */
export function describeModel({ hash, card }: StoredModel, path: string): string {
  const rows: [string, string][] = [
    ["network", card.network + (card.width === undefined ? "" : `, width ${card.width}`)],
    ["data", `${card.dataset.name}, ${card.shape.join("×")}, ${card.classes.length} classes`],
    ["parameters", String(card.parameters)],
    [
      "MACs, FLOPs",
      `${card.macs}, ${card.flops} (FLOPs = 2 × MACs with biases, normalisations, activations and poolings)`,
    ],
    ["accuracy", `${percent(card.testAccuracy)} on test data, ${percent(card.validationAccuracy)} on validation data`],
    ["pre-training", `${card.pretrainEpochs} epochs, batch ${card.batchSize}, seed ${card.seed}`],
    ["made by", card.scheme.join("\n-> ") || "training"],
    ["made from", card.original ?? "–"],
    ["hash", hash],
    ["files", path],
  ];
  return table(["what", "value"], rows);
}
