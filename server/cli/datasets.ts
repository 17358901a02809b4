import { type Command, Option } from "commander";
import { augment, between, imageSize, json, seed, withData } from "./options.ts";

/** `automc datasets …`. */
export function addDatasets(program: Command): void {
  const datasets = program.command("datasets").description("the data sets AutoMC reads");
  datasets
    .command("ls")
    .description("the available data sets, and whether they are on this machine")
    .addOption(json())
    .action(async (options) => (await import("./commands/datasets.ts")).list(options));
  withData(datasets.command("show [name]").description("shape, classes, splits and licence"))
    .addOption(seed())
    .addOption(json())
    .action(async (name, options) => (await import("./commands/datasets.ts")).show(name, options));
  datasets
    .command("add <name> <source>")
    .description(
      "add images of your own: a folder with a folder for each class (PNG, JPEG, WebP), a .npz with x and y, a .csv of paths and labels",
    )
    .option("--size <size>", "of every image, as 96x128 (default: that of the images)", imageSize)
    .option("--like <model>", "take size and colour from a model's input")
    .addOption(new Option("--colour <kind>", "of every image").choices(["rgb", "grey"]))
    .addOption(
      new Option("--crop <how>", "how an image gets another shape: cut, put on black, or stretched")
        .choices(["centre", "pad", "stretch"])
        .default("centre"),
    )
    .option("--test <fraction>", "part that is kept for testing where there is no test split", between(0.01, 0.9), 0.2)
    .addOption(augment("how training images are varied").default("none"))
    .option("--title <text>", "what it is")
    .option("--licence <text>", "on what terms it may be used; written into model cards")
    .option("--from <text>", "where it is from: an address, or words")
    .option("--citation <text>", "how to cite it")
    .addOption(json())
    .action(async (name, source, options) => (await import("./commands/datasets-add.ts")).add(name, source, options));
  datasets
    .command("rm <name>")
    .description("remove a data set that was added")
    .action(async (name) => (await import("./commands/datasets-add.ts")).remove(name));
  datasets
    .command("fetch <name>")
    .description("download the official archive and check it")
    .action(async (name) => (await import("./commands/datasets.ts")).fetch(name));
}
