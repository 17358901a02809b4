import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { csvParse } from "d3-dsv";
import { DatasetError } from "../errors.ts";
import type { Listed, Listing } from "./listing.ts";

const columns = {
  path: ["path", "file", "filename", "file_name", "image", "image_path"],
  label: ["label", "class", "class_name", "category", "target"],
  split: ["split", "set", "subset"],
  name: ["name"],
} as const;

/**
 * The images that a CSV names: a column of paths (from the CSV's folder), one of labels, and where there are
 * such, one with `train` or `test`, and one with what a report calls an image. The first line has the names.
 *
 * @throws DatasetError `bad_file` where a column is missing or a line has none of it.
 */
export async function listCsv(file: string): Promise<Listing> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new DatasetError("bad_file", `${file} cannot be read.`, { cause });
  });
  const rows = csvParse(text.replace(/^\uFEFF/, ""));
  const column = (what: keyof typeof columns) =>
    rows.columns.find((name) => (columns[what] as readonly string[]).includes(name.trim().toLowerCase()));
  const [path, label, split, called] = [column("path"), column("label"), column("split"), column("name")];
  if (path === undefined || label === undefined)
    throw new DatasetError(
      "bad_file",
      `${file} needs a column of paths (${columns.path.join(", ")}) and one of labels (${columns.label.join(", ")}); it has ${rows.columns.slice(0, 8).join(", ") || "none"}.`,
    );
  const folder = dirname(resolve(file));
  const images = rows.map((row, index): Listed => {
    const [name, value, part = "train"] = [
      row[path]?.trim(),
      row[label]?.trim(),
      split && row[split]?.trim().toLowerCase(),
    ];
    if (!name || !value)
      throw new DatasetError("bad_file", `${file}, line ${index + 2}: a path or a label is missing.`);
    if (!/^(train|training|val|valid|validation|test)$/.test(part))
      throw new DatasetError("bad_file", `${file}, line ${index + 2}: the split is "${part}"; write train or test.`);
    return {
      name: (called && row[called]) || name,
      file: resolve(folder, name),
      label: value,
      split: part === "test" ? "test" : "train",
    };
  });
  return { images, notes: [] };
}
