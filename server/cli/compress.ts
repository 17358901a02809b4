import type { Command } from "commander";
import { json, seed, whole, withDemands } from "./options.ts";

/** `automc compress …`. */
export function addCompress(program: Command): void {
  const compress = program
    .command("compress")
    .description("run one scheme, without search; or see what a model bears")
    .addHelpText("after", '\nautomc compress MODEL --scheme "…" is short for automc compress run MODEL --scheme "…".');
  withDemands(
    compress
      .command("run <model>", { isDefault: true })
      .description('run one scheme, without search; "run" may be omitted'),
  )
    .requiredOption("--scheme <scheme>", 'for example "NS(HP1=0.1,HP2=0.2,HP6=0.9) -> SFP(HP2=0.2,HP9=0.2,HP10=1)"')
    .option("--name <name>", "what to call the result")
    .option("--no-cost", "no cost sheet of each step, whose latencies take some seconds to measure")
    .addOption(seed())
    .addOption(json())
    .action(async (reference, options) => (await import("./commands/compress.ts")).compress(reference, options));
  compress
    .command("sensitivity <model>")
    .description("accuracy on validation data without 10 to 90 % of each layer's channels, one layer at a time")
    .option("--score <name>", "what makes a channel worth keeping", "l1")
    .option("--images <n>", "most validation images", whole(1), 1_000)
    .option("--recalibrate <n>", "batches for the batch norms before each measurement, 0 for none", whole(0, 10_000), 0)
    .addOption(seed())
    .addOption(json())
    .action(async (reference, options) => (await import("./commands/sensitivity.ts")).sensitivity(reference, options));
}
