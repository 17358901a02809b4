import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { ServerError } from "../errors.ts";
import { putFile } from "./atomic-write.ts";
import { sha256 } from "./content-hash.ts";
import { type ModelHash, modelHash } from "./model-hash.ts";
import { name as nameRule } from "./name.ts";

/**
 * The files of AutoMC: models by content hash, names that point at them, remembered evaluations,
 * vectors of embedding runs.
 *
 *     models/HASH/{model.json,weights.bin,card.json}   names/NAME → hash   evaluations/KEY.json   embeddings/RUN.json
 */
export class Artifacts {
  readonly root: string;

  constructor(home: string) {
    this.root = join(home, "artifacts");
  }

  /** The folder of a stored model. */
  modelDirectory(hash: ModelHash): string {
    if (!modelHash.safeParse(hash).success) throw new ServerError("bad_request", `"${hash}" is not a model hash.`);
    return join(this.root, "models", hash);
  }

  /** Whether a model's files are here. */
  hasModel(hash: ModelHash): boolean {
    return existsSync(join(this.modelDirectory(hash), "model.json"));
  }

  /**
   * Stores what `write` puts into an empty folder under the hash that it returns, and returns that
   * hash. A model of that hash whose files are others, so damaged, is replaced.
   */
  async storeModel(write: (directory: string) => Promise<{ hash: string }>): Promise<ModelHash> {
    const aside = join(this.root, "models", `.${randomUUID()}`);
    await mkdir(aside, { recursive: true });
    try {
      const hash = modelHash.parse((await write(aside)).hash);
      const place = this.modelDirectory(hash);
      await rename(aside, place).catch(tolerateFull);
      if (existsSync(aside) && !(await sameFiles(aside, place))) {
        const damaged = `${aside}.damaged`;
        await rename(place, damaged);
        await rename(aside, place).catch(tolerateFull);
        await rm(damaged, { recursive: true, force: true });
      }
      return hash;
    } finally {
      await rm(aside, { recursive: true, force: true });
    }
  }

  /** @throws ServerError `bad_request` for what can't be a model's name. */
  checkName(name: string): void {
    const checked = nameRule.safeParse(name);
    if (!checked.success)
      throw new ServerError("bad_request", `"${name}" is not a name: ${checked.error.issues[0]?.message}.`);
  }

  /** Points a name at a model. */
  async nameModel(name: string, hash: ModelHash): Promise<void> {
    this.checkName(name);
    await mkdir(join(this.root, "names"), { recursive: true });
    await putFile(join(this.root, "names", name), hash);
  }

  /** All names with the hashes they point at. */
  async names(): Promise<{ name: string; hash: ModelHash }[]> {
    const folder = join(this.root, "names");
    if (!existsSync(folder)) return [];
    const names = (await readdir(folder)).filter((name) => nameRule.safeParse(name).success).sort();
    return Promise.all(
      names.map(async (name) => ({ name, hash: (await readFile(join(folder, name), "utf8")).trim() as ModelHash })),
    );
  }

  /**
   * The hash that a name, a hash or the head of one (8 characters or more) means. Nothing a user
   * writes becomes a path.
   *
   * @throws ServerError `unknown_model`.
   */
  async resolveModel(reference: string): Promise<ModelHash> {
    const named = (await this.names()).find(({ name }) => name === reference);
    if (named) return named.hash;
    const folder = join(this.root, "models");
    if (/^[0-9a-f]{8,64}$/.test(reference) && existsSync(folder)) {
      const matches = (await readdir(folder)).filter((hash) => hash.startsWith(reference));
      if (matches.length === 1) return matches[0] as ModelHash;
    }
    const known = (await this.names()).map(({ name }) => name).join(", ") || "none yet";
    throw new ServerError(
      "unknown_model",
      `No model "${reference}" here (known: ${known}). Train one with: automc model train`,
    );
  }

  /** Whether something is remembered under a key. */
  has(kind: "evaluations" | "embeddings", key: string): boolean {
    return existsSync(join(this.root, kind, `${key}.json`));
  }

  /**
   * What was remembered under a key, or undefined; a file that is not what was written, cut off or
   * changed, is not remembered. It is a line of JSON and one of its SHA-256; an earlier version wrote
   * the first alone.
   */
  async recall<T>(kind: "evaluations" | "embeddings", key: string): Promise<T | undefined> {
    const file = join(this.root, kind, `${key}.json`);
    if (!existsSync(file)) return undefined;
    const [text = "", hash] = (await readFile(file, "utf8")).split("\n");
    if (hash !== undefined && hash !== sha256(text)) return undefined;
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** Removes what was remembered under a key. */
  async forget(kind: "evaluations" | "embeddings", key: string): Promise<void> {
    await rm(join(this.root, kind, `${key}.json`), { force: true });
  }

  /** The file that holds how far a training is, while it is not over. */
  checkpointPath(kind: "embeddings", key: string, format: number): string {
    return join(this.root, kind, `${key}.checkpoint-${format}`);
  }

  /** Remembers a value under a key. */
  async remember(kind: "evaluations" | "embeddings", key: string, value: unknown): Promise<void> {
    await mkdir(join(this.root, kind), { recursive: true });
    const text = JSON.stringify(value);
    await putFile(join(this.root, kind, `${key}.json`), `${text}\n${sha256(text)}`);
  }
}

/**
 * A model is there already: the same one, maybe just stored by another process, or a damaged one.
 */
function tolerateFull(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error;
}

/** Whether the second folder has all files of the first, byte for byte. */
async function sameFiles(one: string, other: string): Promise<boolean> {
  const same = async (file: string) => {
    const [mine, theirs] = await Promise.all(
      [one, other].map((folder) => readFile(join(folder, file)).catch(() => null)),
    );
    return mine != null && theirs != null && mine.equals(theirs);
  };
  return (await Promise.all((await readdir(one)).map(same))).every(Boolean);
}
