import { existsSync } from "node:fs";
import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { ServerError } from "../errors.ts";
import { putFile } from "./atomic-write.ts";
import { sha256 } from "./content-hash.ts";

/** The SHA-256 of some bytes, in hex: their name in every store. */
const blobName = z.string().regex(/^[0-9a-f]{64}$/, "is no SHA-256 in hex");

/** A store of bytes by their content: a folder, AutoMC's server, or one that speaks S3. */
export interface BlobStore {
  /** Stores bytes, and resolves to their name; what is there already stays. */
  put(bytes: Uint8Array): Promise<string>;
  /**
   * The bytes of that name.
   *
   * @throws ServerError `unknown_artifact` where there are none, or they are not those that were stored.
   */
  get(name: string): Promise<Buffer>;
  has(name: string): Promise<boolean>;
}

/** Bytes that a store returned, after they were compared with their name. */
function verified(name: string, bytes: Buffer, where: string): Buffer {
  if (sha256(bytes) === name) return bytes;
  throw new ServerError(
    "unknown_artifact",
    `The file ${name.slice(0, 12)} of ${where} is damaged: its bytes are not those that were stored; remove it there.`,
  );
}

/** The failure that a store has no such bytes. */
function noBlob(name: string, where: string): ServerError {
  return new ServerError("unknown_artifact", `There is no file ${name.slice(0, 12)} in ${where}.`);
}

/** A folder, shared between machines or not: `ab/ab34…`. */
export class FolderBlobs implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const name = sha256(bytes);
    if (await this.has(name)) {
      const same = await this.get(name).catch(() => undefined); // a damaged one is replaced
      if (same) return name;
    }
    await mkdir(join(this.#folder, name.slice(0, 2)), { recursive: true });
    await putFile(this.#path(name), bytes);
    return name;
  }

  async get(name: string): Promise<Buffer> {
    const bytes = await readFile(this.#path(name)).catch((error: NodeJS.ErrnoException) => {
      throw error.code === "ENOENT" ? noBlob(name, this.#folder) : error;
    });
    return verified(name, bytes, this.#folder);
  }

  async has(name: string): Promise<boolean> {
    return existsSync(this.#path(name));
  }

  #path(name: string): string {
    const checked = blobName.parse(name); // nothing that a caller sends becomes a path
    return join(this.#folder, checked.slice(0, 2), checked);
  }
}
