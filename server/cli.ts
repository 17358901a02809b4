import { Command, CommanderError } from "commander";
import { addBench } from "./bench/cli.ts";
import { addCompress } from "./cli/compress.ts";
import { addDatasets } from "./cli/datasets.ts";
import { addEmbed } from "./cli/embed.ts";
import { addGraph } from "./cli/graph.ts";
import { addIngest } from "./cli/ingest.ts";
import { addModel } from "./cli/model.ts";
import { json, seed, whole } from "./cli/options.ts";
import { addSearch } from "./cli/search.ts";
import { withoutWide } from "./cli/wide.ts";
import { addWorker } from "./cli/worker.ts";
import { printable } from "./printable.ts";
import { version } from "./version.ts";

/**
 * The whole command line: every command with its options. A command's own code is loaded when it is
 * called.
 */
export function commandLine(): Command {
  const program = new Command("automc")
    .description(
      "Automated neural-network compression: a graph of methods, embeddings, a progressive search, real compression.",
    )
    .version(version)
    .showHelpAfterError("(add --help for the commands and options)")
    .addHelpText("after", "\nEvery command takes --wide: tables with all of their text, however wide the terminal is.")
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(printable(text)) });

  program
    .command("quickstart")
    .description("everything once: graph, embedding, a network trained on digits, a search, the Pareto front")
    .addOption(seed())
    .option("--trials <n>", "schemes to evaluate", whole(1), 12)
    .option("--confirm <n>", "run the front's schemes again at the end, each with n other seeds", whole(0, 100), 0)
    .option("--open", "open the page in the browser and see it happen; Ctrl-C ends it", false)
    .action(async (options) => (await import("./cli/commands/quickstart.ts")).quickstart(options));

  program
    .command("setup")
    .description("fetch and build what AutoMC needs: Neo4j and native TensorFlow")
    .action(async () => (await import("./cli/commands/setup.ts")).setup());

  program
    .command("doctor")
    .description("what is present, what is missing, and the command that fixes it")
    .addOption(json())
    .action(async (options) => (await import("./cli/commands/doctor.ts")).doctor(options));

  for (const [verb, description] of [
    ["up", "start the embedded Neo4j and leave it running"],
    ["down", "stop the embedded Neo4j"],
    ["status", "whether the embedded Neo4j runs, and where"],
  ] as const) {
    program
      .command(verb)
      .description(description)
      .addOption(json())
      .action(async (options) => (await import("./cli/commands/embedded.ts"))[verb](options));
  }

  addGraph(program);
  addIngest(program);
  addEmbed(program);
  addDatasets(program);
  addModel(program);
  addCompress(program);
  addSearch(program);
  addWorker(program);
  addBench(program);

  program
    .command("mcp")
    .description("tools for assistants, by the Model Context Protocol on standard input and output")
    .action(async () => (await import("./cli/commands/mcp.ts")).mcp());

  program
    .command("serve")
    .description("the page and the HTTP API, on loopback")
    .option("--port <n>", "port", whole(0, 65_535))
    .option("--host <address>", "address; anything but loopback needs AUTOMC_TOKEN")
    .option("--open", "open the page in the browser")
    .action(async (options) => (await import("./cli/commands/serve.ts")).serve(options));
  return program;
}

/**
 * Runs one command, `args` as after `automc`, and resolves to its exit code; a failure is one
 * sentence on standard error.
 */
export async function main(args: readonly string[]): Promise<number> {
  process.exitCode = undefined;
  try {
    await commandLine().parseAsync(withoutWide(args), { from: "user" });
    const code = Number(process.exitCode ?? 0);
    process.exitCode = undefined;
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const { exitCodeOf, sentenceOf } = await import("./cli/exit.ts"); // loads the graph too, which takes its time
    process.stderr.write(`${printable(sentenceOf(error))}\n`);
    return exitCodeOf(error);
  }
}
