import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ModelCard, modelCard } from "../../compress/index.ts";
import { ServerError } from "../errors.ts";
import { type ModelHash, modelHash } from "./model-hash.ts";
import type { Artifacts } from "./store.ts";

/** A stored model: its hash and what is known of it. */
export interface StoredModel {
  hash: ModelHash;
  card: ModelCard;
}

/**
 * What is known of a stored model, without loading its weights.
 *
 * @throws ServerError `damaged_model` when its card is missing or can't be read.
 */
export async function readModel(artifacts: Artifacts, hash: ModelHash): Promise<StoredModel> {
  const file = join(artifacts.modelDirectory(hash), "card.json");
  try {
    const { hash: content, ...card } = JSON.parse(await readFile(file, "utf8"));
    return { hash: modelHash.parse(content), card: modelCard.parse(card) };
  } catch (cause) {
    throw new ServerError(
      "damaged_model",
      `The stored model ${hash.slice(0, 12)} can't be read: ${file} is missing or damaged.`,
      { cause },
    );
  }
}
