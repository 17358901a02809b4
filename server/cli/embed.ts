import { type Command, Option } from "commander";
import { json, seed, whole } from "./options.ts";

/** `automc embed …`. */
export function addEmbed(program: Command): void {
  const embed = program.command("embed").description("vectors learned from the graph");
  embed
    .command("train")
    .description("learn vectors from knowledge and experience (Algorithm 1), write them to the graph")
    .addOption(seed())
    .option("--epochs <n>", "rounds of Algorithm 1", whole(1, 100_000))
    .addOption(
      new Option("--ablate <source>", "exclude a source of knowledge: the paper's -KG and -NN_exp").choices([
        "graph",
        "experience",
      ]),
    )
    .option(
      "--incremental",
      "place new entities among the current vectors, which stay; from scratch where that is due",
      false,
    )
    .addOption(json())
    .action(async (options) => (await import("./commands/embed.ts")).train(options));
  embed
    .command("eval")
    .description(
      "link prediction of the current vectors' run, beside random vectors; what vectors tell of methods and settings",
    )
    .addOption(json())
    .action(async (options) => (await import("./commands/embed.ts")).evaluate(options));
  embed
    .command("validate")
    .description(
      "how well NN_exp predicts results that it never saw: one paper, or one task, excluded at a time; beside four baselines",
    )
    .option("--members <n>", "networks whose mean is the prediction and whose spread its uncertainty", whole(1, 100), 3)
    .addOption(seed())
    .addOption(json())
    .action(async (options) => (await import("./commands/embed-validate.ts")).validate(options));
  embed
    .command("ls")
    .description("all runs: which is current, which are stale, how good they are")
    .addOption(json())
    .action(async (options) => (await import("./commands/embed-runs.ts")).list(options));
  embed
    .command("use <run>")
    .description("make an earlier run the current one: its vectors go back onto the entities")
    .addOption(json())
    .action(async (id, options) => (await import("./commands/embed-runs.ts")).use(id, options));
  embed
    .command("nearest <strategy>")
    .description("the strategies whose vectors point most nearly the same way, and what they have in common")
    .option("--limit <n>", "how many", whole(1, 1000), 10)
    .addOption(json())
    .action(async (strategy, options) => (await import("./commands/embed-nearest.ts")).nearest(strategy, options));
  embed
    .command("map")
    .description("a map of all strategies in the plane (UMAP), coloured by method")
    .requiredOption("--out <file>", "FILE.svg, or FILE.html, which names each point under the pointer")
    .option("--neighbours <n>", "UMAP: how many neighbours a point is to keep near", whole(2, 200), 15)
    .addOption(seed())
    .addOption(json())
    .action(async (options) => (await import("./commands/embed-map.ts")).map(options));
}
