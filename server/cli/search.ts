import { type Command, Option } from "commander";
import { algorithms, between, json, seed, whole, withDemands } from "./options.ts";

/** `--workers`, how many schemes of a batch train at once. */
const workers = () =>
  new Option(
    "--workers <n>",
    "training processes for the schemes of a batch; changes no trial (default: AUTOMC_WORKERS, or 1)",
  ).argParser(whole(1, 64));

/** `automc search …`. */
export function addSearch(program: Command): void {
  const search = program.command("search").description("studies: searches for the best schemes");
  withDemands(
    search.command("run [model]").description("search for schemes that keep accuracy and remove enough parameters"),
  )
    .option("--request <file>", "a study request as JSON, - for standard input (then no other option counts)")
    .option("--name <name>", "what to call the study")
    .option("--target <fraction>", "γ: least part of the parameters to remove", between(0, 0.95), 0.3)
    .addOption(new Option("--algorithm <name>", "how to choose").choices(algorithms).default("progressive"))
    .option("--trials <n>", "schemes to evaluate", whole(1, 10_000), 12)
    .option("--max-length <n>", "most steps in a scheme", whole(1, 5), 5)
    .option("--confirm <n>", "run the front's schemes again at the end, each with n other seeds", whole(0, 100), 0)
    .option("--batch <n>", "choose n schemes at a time, which can train side by side", whole(2, 64))
    .addOption(workers())
    .option("--no-pruning", "train every scheme to its end, also one that will hardly beat the front")
    .option("--methods <ids...>", "only these methods")
    .option(
      "--without <part>",
      "an ablation: graph, experience, sources=METHOD (that method alone), progression or studies (earlier ones); may be repeated",
      (part: string, earlier: string[] = []) => [...earlier, part],
    )
    .addOption(
      new Option("--objective <what>", "a third objective beside accuracy and parameters").choices([
        "flops",
        "latency",
      ]),
    )
    .option("--resume", "go on with the study of this name", false)
    .addOption(seed())
    .addOption(json())
    .action(async (reference, options) => (await import("./commands/search-run.ts")).run(reference, options));
  search
    .command("resume <study>")
    .description("go on with a study where it stopped")
    .addOption(workers())
    .addOption(json())
    .action(async (study, options) => (await import("./commands/search-run.ts")).resume(study, options));
  search
    .command("stop <study>")
    .description("stop a running study; what it measured stays, resume goes on")
    .action(async (study) => (await import("./commands/search.ts")).stop(study));
  search
    .command("retry <study> [trials...]")
    .description("make trials again that were recorded falsely (all failed ones by default), and all after the first")
    .addOption(workers())
    .addOption(json())
    .action(async (study, trials, options) =>
      (await import("./commands/search-run.ts")).retry(study, trials.map(whole(1)), options),
    );
  search
    .command("ls")
    .description("all studies")
    .addOption(json())
    .action(async (options) => (await import("./commands/search.ts")).list(options));
  search
    .command("show <study>")
    .description("a study and its trials")
    .addOption(json())
    .action(async (study, options) => (await import("./commands/search.ts")).show(study, options));
  search
    .command("best <study>")
    .description("the Pareto front of a study, best first")
    .addOption(json())
    .action(async (study, options) => (await import("./commands/search.ts")).best(study, options));
  search
    .command("compare <studies...>")
    .description("studies beside each other: their fronts, and what differs between their requests")
    .addOption(json())
    .action(async (studies, options) => (await import("./commands/search-report.ts")).compare(studies, options));
  search
    .command("report <study>")
    .description("which model to ship, and why: ACCEPT, REGRESSION, INFEASIBLE or INCONCLUSIVE")
    .option("--to <file>", "the whole report as one HTML file that needs nothing else")
    .option("--tolerance <fraction>", "accuracy that may be lost", between(0, 1), 0.01)
    .addOption(json())
    .action(async (study, options) => (await import("./commands/search-report.ts")).report(study, options));
  search
    .command("plot <study>")
    .description("a study as a picture")
    .addOption(
      new Option("--kind <what>", "its front, its hypervolume over the trials, or the tree of its schemes")
        .choices(["front", "history", "tree"])
        .default("front"),
    )
    .option("--to <file>", "an SVG file (default: STUDY-KIND.svg)")
    .addOption(json())
    .action(async (study, options) => (await import("./commands/search-report.ts")).plot(study, options));
  search
    .command("export <study>")
    .description("a study's trials as a table for other programs")
    .addOption(new Option("--format <name>", "default: by the file's name, or CSV").choices(["csv", "json", "parquet"]))
    .option("--to <file>", "where to (default: standard output)")
    .action(async (study, options) => (await import("./commands/search-report.ts")).exportStudy(study, options));
  search
    .command("transfer <study> <models...>")
    .description("run the schemes of a front on other models (the paper's section 4.4)")
    .addOption(seed())
    .addOption(json())
    .action(async (study, models, options) =>
      (await import("./commands/search-transfer.ts")).transfer(study, models, options),
    );
  search
    .command("delete <study>")
    .description("forget a study and its trials; models and remembered evaluations stay")
    .addOption(json())
    .action(async (study, options) => (await import("./commands/search-report.ts")).remove(study, options));
}
