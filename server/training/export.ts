import { type DataTerms, type ExportFacts, exportModel } from "../../compress/index.ts";
import { DatasetError, describeDataset, isOfficial } from "../../datasets/index.ts";
import { readModel } from "../artifacts/model.ts";
import { modelHash } from "../artifacts/model-hash.ts";
import { Artifacts } from "../artifacts/store.ts";
import { version } from "../version.ts";
import type { ExportJob, Report } from "./jobs.ts";

/**
 * The inside of `automc model export`: reads the stored model and the one it was made from, writes
 * the folder.
 */
export async function exportStored(
  { model: hash, format, name, to }: ExportJob,
  home: string,
  report: Report,
): Promise<ExportFacts> {
  const artifacts = new Artifacts(home);
  const { card } = await readModel(artifacts, hash);
  let steps = 0;
  return exportModel({
    format,
    stored: artifacts.modelDirectory(hash),
    original: card.original && artifacts.modelDirectory(modelHash.parse(card.original)),
    directory: to,
    name,
    producer: `AutoMC ${version}`,
    data: await termsOf(card.dataset, home),
    report: (note) => report({ stage: "export", done: steps++ / 3, note }),
  });
}

/**
 * Null for data that AutoMC does not know, and for files of the user's own in the layout of data that
 * it knows: nothing that it knows of those is true of them.
 */
async function termsOf({ name, path }: { name: string; path?: unknown }, home: string): Promise<DataTerms | null> {
  if (path !== undefined && !(await isOfficial(name, String(path), { home }))) return null;
  try {
    const { title, source, licence, citation } = await describeDataset(name, { home });
    return { title, source, licence, citation };
  } catch (error) {
    if (error instanceof DatasetError && error.code === "unknown_dataset") return null;
    throw error;
  }
}
