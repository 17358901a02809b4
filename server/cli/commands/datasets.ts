import { join } from "node:path";
import { describeDataset, describeDatasets, fetchDataset, openDataset } from "../../../datasets/index.ts";
import { type DataOptions, datasetFrom } from "../data-options.ts";
import { openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

/** `automc datasets ls`. */
export async function list({ json }: { json: boolean }): Promise<void> {
  const { config } = openSession();
  const found = await describeDatasets({ home: join(config.home, "datasets") });
  if (json) return printJson(found);
  const rows = found.map(({ name, title, shape, classes, images, present }) => [
    name,
    title,
    shape.join("×"),
    classes.length,
    images.train,
    images.test,
    present ? "here" : `automc datasets fetch ${name}`,
  ]);
  print(table(["name", "title", "shape", "classes", "train", "test", "here, or how to get it"], rows));
}

/** `automc datasets show`: what it is, and how the options would split it. */
export async function show(
  name: string | undefined,
  options: DataOptions & { seed: number; json: boolean },
): Promise<void> {
  const { config } = openSession();
  const home = join(config.home, "datasets");
  const request = datasetFrom(name === undefined ? options : { ...options, data: name });
  const { classes, ...about } = await describeDataset(request.name, { home });
  const opened = about.present || request.path ? await openDataset({ ...request, seed: options.seed }, { home }) : null;
  const splits =
    opened && Object.fromEntries(Object.entries(opened.splits).map(([split, { count }]) => [split, count]));
  const data = {
    ...about,
    classes,
    splits,
    normalisation: opened?.normalisation ?? null,
    fingerprint: opened?.fingerprint ?? null,
  };
  if (options.json) return printJson(data);
  print(
    table(
      ["what", "value"],
      Object.entries({ ...data, classes: classes.length > 20 ? `${classes.length} classes` : classes.join(", ") })
        .filter(([, value]) => value !== null)
        .map(([key, value]) => [key, typeof value === "object" ? JSON.stringify(value) : String(value)]),
    ),
  );
}

/** `automc datasets fetch`: the official archive, checked. */
export async function fetch(name: string): Promise<void> {
  const { config, progress } = openSession();
  const task = progress.begin(`fetching ${name}`, 1);
  const folder = await fetchDataset(name, {
    home: join(config.home, "datasets"),
    report: ({ receivedBytes, totalBytes }) =>
      task.update(
        receivedBytes / totalBytes,
        `${Math.round(receivedBytes / 1e6)} of ${Math.round(totalBytes / 1e6)} MB`,
      ),
  });
  task.end();
  print(folder === null ? `${name} comes with AutoMC.` : folder);
}
