import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Mapping, mappingText, readMapping } from "../../ingest/index.ts";
import { putFile } from "../artifacts/atomic-write.ts";
import { sha256 } from "../artifacts/content-hash.ts";
import { readExisting } from "../artifacts/existing-file.ts";

/**
 * What a person said that a paper's tables are, one file a paper, below AUTOMC_HOME: a later version
 * of the paper is read by it. A paper's id never becomes part of a path.
 */
export class MappingFiles {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, "mappings");
  }

  /** The mapping that was kept of a paper. */
  async of(paperId: string): Promise<Mapping | undefined> {
    const path = this.#path(paperId);
    const text = await readExisting(path);
    return text && readMapping(text.toString("utf8"), path).value;
  }

  /** Keeps a mapping with the ingest of a paper, in place of what was kept before. */
  async keep(paperId: string, mapping: Mapping): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    await putFile(this.#path(paperId), mappingText({ ...mapping, paper: paperId }));
  }

  #path(paperId: string): string {
    return join(this.#folder, `${sha256(paperId).slice(0, 32)}.yaml`);
  }
}
