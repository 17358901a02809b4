import { type Command, InvalidArgumentError, Option } from "commander";

/** A whole number from `least` up, or one clear sentence. */
export function whole(least: number, most = 2_147_483_647) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`must be a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Several whole numbers with commas between them. */
export function wholes(least: number, most: number) {
  return (text: string): number[] => text.split(",").map((part) => whole(least, most)(part.trim()));
}

/** `name=value` beside those before it: the value is JSON, or else text. */
export function parameter(text: string, before: Record<string, unknown>): Record<string, unknown> {
  const [, name, value = ""] = /^(\w+)=(.*)$/s.exec(text) ?? [];
  if (name === undefined) throw new InvalidArgumentError("must look like name=value.");
  try {
    return { ...before, [name]: JSON.parse(value) };
  } catch {
    return { ...before, [name]: value };
  }
}

/** Several of these words with commas between them. */
export function someOf<Word extends string>(words: readonly Word[]) {
  return (text: string): Word[] =>
    text.split(",").map((part) => {
      const word = words.find((known) => known === part.trim());
      if (word === undefined) throw new InvalidArgumentError(`must be some of ${words.join(", ")}.`);
      return word;
    });
}

/** The names of the searches, here so that `--help` need not load them. */
export const algorithms = [
  "progressive",
  "recurrent",
  "paper",
  "random",
  "random-extension",
  "evolution",
  "reinforcement",
  "grid",
] as const;

/** A number between two bounds, or one clear sentence. */
export function between(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`must be a number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Height and width: `96x128`, or `96` for a square. */
export function imageSize(text: string): [height: number, width: number] {
  const [, height, width = height] = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(text) ?? [];
  if (!Number(height) || !Number(width)) throw new InvalidArgumentError("must look like 96x128, height first.");
  return [Number(height), Number(width)];
}

/** `--seed`, 1 by default. */
export const seed = () => new Option("--seed <n>", "repeats the run exactly").argParser(whole(0)).default(1);
/** `--json`. */
export const json = () => new Option("--json", "print data as JSON").default(false);

/** `--augment`. */
export const augment = (text: string) =>
  new Option("--augment <kind>", text).choices(["none", "flip", "crop", "crop-flip"]);

/** Options that choose the data, shared by the commands that need some. */
export function withData(command: Command): Command {
  return command
    .option("--data <name>", "mnist, cifar10, cifar100, or one that was added: automc datasets add", "mnist")
    .option("--path <folder>", "folder with the official binary files (CIFAR)")
    .option("--sample <fraction>", "stratified part of every split; the paper uses 0.1", between(0.0001, 1), 1)
    .option("--train-count <n>", "at most so many training images", whole(1))
    .option("--test-count <n>", "at most so many test images", whole(1))
    .option("--validation <fraction>", "part of the training data kept for choosing", between(0.01, 0.9), 0.1);
}

/** Options of what every step has to heed, shared by the commands that run some. */
export function withDemands(command: Command): Command {
  return command
    .option("--keep <layers...>", 'layers that keep their width, by name; "block3_*" for several')
    .option("--round-to <n>", "widths that change become multiples of n, rounded up", whole(2, 1_024));
}
