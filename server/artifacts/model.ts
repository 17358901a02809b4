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
    throw damaged(`The stored model is damaged: ${file} is missing or can't be read`, anyRemedy, cause);
  }
}

const anyRemedy = "import or train the model anew, or, if a scheme made it, remove its folder and run the scheme again";

/**
 * The failure that a stored model's files are not what was stored: what `cause` says of them, and
 * what mends it.
 */
export async function damagedModel(artifacts: Artifacts, hash: ModelHash, cause: Error): Promise<ServerError> {
  const card = await readModel(artifacts, hash).then(
    (stored) => stored.card,
    () => undefined,
  );
  const original = "import or train the model anew";
  const derived = "a scheme made this model: remove its folder, and it is made again";
  const remedy = card ? (card.original === null ? original : derived) : anyRemedy;
  return damaged(cause.message.replace(/\.$/, ""), remedy, cause);
}

function damaged(what: string, remedy: string, cause: unknown): ServerError {
  return new ServerError("damaged_model", `${what}; ${remedy}.`, { cause });
}
