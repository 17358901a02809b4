import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { augmentations } from "./augmentation.ts";
import { type DatasetName, datasetNames } from "./dataset.ts";
import { DatasetError } from "./errors.ts";

/** An official archive: where it lies, and how it is recognised. */
export const archiveEntry = z.strictObject({
  address: z.url(),
  file: z.string(),
  bytes: z.int().positive(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  md5: z.string().regex(/^[0-9a-f]{32}$/),
  folder: z.string().describe("the folder inside the archive that holds the files"),
});
export type ArchiveEntry = z.infer<typeof archiveEntry>;

const manifestEntry = z.strictObject({
  title: z.string(),
  source: z.url(),
  licence: z.string(),
  citation: z.string(),
  images: z.strictObject({ train: z.int().positive(), test: z.int().positive() }),
  augmentation: z.enum(augmentations).describe("how training images are varied where nothing else is said"),
  archive: archiveEntry.optional(),
});
export type ManifestEntry = z.infer<typeof manifestEntry>;

let entries: Record<DatasetName, ManifestEntry> | undefined;

/**
 * A data set's entry in manifest.yaml.
 *
 * @throws DatasetError `unknown_dataset` for a name it does not hold.
 */
export function manifestOf(name: string): ManifestEntry {
  entries ??= z
    .record(z.enum(datasetNames), manifestEntry)
    .parse(parse(readFileSync(new URL("./manifest.yaml", import.meta.url), "utf8")));
  const entry = Object.hasOwn(entries, name) ? entries[name as DatasetName] : undefined;
  if (!entry) {
    throw new DatasetError(
      "unknown_dataset",
      `There is no data set called "${name}"; take ${datasetNames.join(", ")}, or add one of your own with "automc datasets add ${name} FOLDER".`,
    );
  }
  return entry;
}
