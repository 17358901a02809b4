import { join, resolve } from "node:path";
import {
  type AddReport,
  type Augmentation,
  addDataset,
  type Colour,
  type Crop,
  colours,
  removeDataset,
} from "../../../datasets/index.ts";
import { readModel } from "../../artifacts/model.ts";
import { BadInput } from "../../errors.ts";
import { openSession, print, printJson } from "../session.ts";
import { table } from "../terminal.ts";

interface AddOptions {
  size?: [height: number, width: number];
  like?: string;
  colour?: Colour;
  crop: Crop;
  test: number;
  augment: Augmentation;
  title?: string;
  licence?: string;
  from?: string;
  citation?: string;
  json: boolean;
}

/** `automc datasets add`: images of the user's own under a name. */
export async function add(name: string, source: string, options: AddOptions): Promise<void> {
  const { config, progress, artifacts } = openSession({ quiet: options.json });
  if (options.like !== undefined && (options.size || options.colour))
    throw new BadInput("--like takes size and colour from a model; leave --size and --colour out.");
  const like = options.like && (await readModel(artifacts, await artifacts.resolveModel(options.like))).card.shape;
  const [height, width, channels] = like || [];
  const task = progress.begin(`adding ${name}`, 1);
  const { title, licence, from, citation, crop, test, augment, colour } = options;
  const report = await addDataset(
    {
      ...{ name, source: resolve(source), crop, testFraction: test, augmentation: augment },
      ...{ title, licence, from, citation },
      size: height && width ? [height, width] : options.size,
      channels: channels === undefined ? colour && colours[colour] : channels === 1 ? 1 : 3,
    },
    {
      home: join(config.home, "datasets"),
      report: (done, of) => task.update(done / of, `${done} of ${of} images`),
    },
  );
  task.end();
  if (options.json) return printJson(report);
  print(describeReport(report));
  print(`Use it with --data ${name}.`);
}

/** `automc datasets rm`. */
export async function remove(name: string): Promise<void> {
  const { config } = openSession();
  await removeDataset(name, { home: join(config.home, "datasets") });
  print(`${name} is removed; models that were trained on it stay, and cannot be measured again.`);
}

/** What was added and what was found, as people read it. */
function describeReport({ name, shape, train, test, classes, unreadable, twice, inBoth, notes }: AddReport): string {
  const found = ({ count, names }: AddReport["twice"], what: string) =>
    count === 0 ? [] : [`${count} ${what}: ${names.join(", ")}${count > names.length ? " and others" : ""}.`];
  const few = classes.slice(0, 20).map(({ name, train, test }) => [name, train, test]);
  const rest = classes.length > few.length ? [`and ${classes.length - few.length} classes more`] : [];
  const held = test === null ? "a part of which becomes the test split" : `${test} for testing`;
  return [
    table(["class", "train", "test"], few),
    ...rest,
    `${name}: ${train} images of ${shape.join("×")} in ${classes.length} classes, ${held}.`,
    ...found(unreadable, "could not be read and are not in it"),
    ...found(inBoth, "are in both splits, byte for byte, so that the test split is no test of them"),
    ...found(twice, "are there twice"),
    ...notes,
  ].join("\n");
}
