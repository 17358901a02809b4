import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { lock } from "proper-lockfile";
import { type Review, readReview, reviewText } from "../../ingest/index.ts";
import { putFile } from "../artifacts/atomic-write.ts";
import { sha256 } from "../artifacts/content-hash.ts";
import { readExisting } from "../artifacts/existing-file.ts";

/**
 * The rows that wait for a person, one file a paper, below AUTOMC_HOME. A paper's id never becomes
 * part of a path.
 */
export class ReviewFiles {
  readonly #folder: string;

  constructor(home: string) {
    this.#folder = join(home, "review");
  }

  /** All reviews, by the papers' ids. */
  async all(): Promise<Review[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const files = names.filter((name) => /^[0-9a-f]{32}\.json$/.test(name));
    const reviews = await Promise.all(files.map((name) => this.#read(join(this.#folder, name))));
    return reviews.filter((review) => review !== undefined).sort((a, b) => (a.paper.id < b.paper.id ? -1 : 1));
  }

  /**
   * Changes a paper's review, while nobody else does; what `change` returns is stored unless it is
   * what was there.
   */
  async change(paperId: string, change: (held: Review | undefined) => Promise<Review>): Promise<Review> {
    await mkdir(this.#folder, { recursive: true });
    const path = join(this.#folder, `${sha256(paperId).slice(0, 32)}.json`);
    const release = await lock(path, { realpath: false, retries: { retries: 20, minTimeout: 50, maxTimeout: 500 } });
    try {
      const held = await this.#read(path);
      const changed = await change(held);
      const text = reviewText(changed);
      if (held === undefined ? changed.rows.length > 0 : text !== reviewText(held)) await putFile(path, text);
      return changed;
    } finally {
      await release();
    }
  }

  async #read(path: string): Promise<Review | undefined> {
    const text = await readExisting(path);
    return text && readReview(text.toString("utf8"), path);
  }
}
