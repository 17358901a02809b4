import type { Command } from "commander";
import { json, seed, withData } from "./options.ts";

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
    .command("fetch <name>")
    .description("download the official archive and check it")
    .action(async (name) => (await import("./commands/datasets.ts")).fetch(name));
}
