import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BlobStore } from "../artifacts/blobs.ts";
import { modelHash } from "../artifacts/model-hash.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { ModelFiles, ModelsOnTheMove } from "./contract.ts";
import type { Transport } from "./transport.ts";

/** What a model's folder has; nothing else is sent or received. */
const fileNames = ["model.json", "weights.bin", "card.json"] as const;

/** Brings models by a store of bytes: each file by its SHA-256. */
export class BlobTransport implements Transport {
  readonly #artifacts: Artifacts;
  readonly #blobs: BlobStore;

  constructor(artifacts: Artifacts, blobs: BlobStore) {
    this.#artifacts = artifacts;
    this.#blobs = blobs;
  }

  async send(models: readonly string[]): Promise<ModelsOnTheMove> {
    const sent: ModelsOnTheMove = {};
    for (const model of models) {
      const folder = this.#artifacts.modelDirectory(modelHash.parse(model));
      const there = new Set(await readdir(folder));
      const files: ModelFiles = {};
      for (const name of fileNames)
        if (there.has(name)) files[name] = await this.#blobs.put(await readFile(join(folder, name)));
      sent[model] = files;
    }
    return sent;
  }

  async receive(models: ModelsOnTheMove): Promise<void> {
    for (const [model, files] of Object.entries(models)) {
      const hash = modelHash.parse(model);
      if (this.#artifacts.hasModel(hash)) continue;
      await this.#artifacts.storeModel(async (folder) => {
        await mkdir(folder, { recursive: true });
        for (const name of fileNames)
          if (files[name] !== undefined) await writeFile(join(folder, name), await this.#blobs.get(files[name]));
        return { hash };
      });
    }
  }
}
