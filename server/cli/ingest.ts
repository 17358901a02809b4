import { Argument, type Command, Option } from "commander";
import { json, whole } from "./options.ts";

/** `automc ingest …`. */
export function addIngest(program: Command): void {
  const ingest = program
    .command("ingest")
    .description("published knowledge: method cards, papers and their results")
    .addHelpText("after", "\nautomc ingest FILE… is short for automc ingest run FILE….");
  ingest
    .command("run <files...>", { isDefault: true })
    .description(
      'add method cards and files of results (YAML), or see what a paper (.pdf, .md, .html, .tex) would add; "run" may be omitted',
    )
    .option("--dry-run", "print exactly what would be written, and what looks wrong; write nothing", false)
    .option("--strict", "refuse new names that look like known ones, instead of reporting them", false)
    .option("--accept", "papers: ingest the sure rows, keep the unsure ones for review", false)
    .option(
      "--out <file>",
      "papers: write the proposal as a file of results to edit, and beside it, as FILE.mapping.yaml, what its columns were taken for",
    )
    .option("--id <id>", "papers: which paper it is, for example arXiv:1811.00250")
    .option("--title <title>", "papers: its title")
    .option("--year <year>", "papers: its year", whole(1900, 2200))
    .option("--own <method>", 'papers: what "Ours" is called')
    .option("--network <network>", "papers: the network, where a table does not say it")
    .option("--dataset <dataset>", "papers: the data set, where a table does not say it")
    .option("--metric <label>", 'papers: what numbers under no label are, as "top-1 error (%)"')
    .option("--mapping <file>", "papers: what the columns of its tables are (--out writes one to edit)")
    .option(
      "--ask-mapping",
      "papers: ask the endpoint AUTOMC_LLM_URL what the columns are; its rows are never sure",
      false,
    )
    .option("--cards", "papers: ask the endpoint AUTOMC_LLM_URL for a card of the method", false)
    .addOption(json())
    .action(async (files, options) => (await import("./commands/ingest.ts")).ingest(files, options));
  ingest
    .command("review [paper]")
    .description(
      "rows of papers that wait for you; with a paper, its rows; with a file, a walk through what its columns are",
    )
    .option("--accept <rows...>", "ingest these: numbers, ranges like 3-7, or all")
    .option("--reject <rows...>", "reject these")
    .option("--all", "show the decided ones too", false)
    .addOption(json())
    .action(async (paper, options) => (await import("./commands/ingest-review.ts")).review(paper, options));
  ingest
    .command("ls")
    .description("every ingest and merge that was not undone, the newest first")
    .addOption(json())
    .action(async (options) => (await import("./commands/ingest-history.ts")).list(options));
  ingest
    .command("show <id>")
    .description("an ingest or merge, and all that it did; the beginning of an id is enough")
    .addOption(json())
    .action(async (id, options) => (await import("./commands/ingest-history.ts")).show(id, options));
  ingest
    .command("rollback <id>")
    .description("undo an ingest exactly; refused while ingests, studies or trials build on it")
    .option("--with-vectors", "even when vectors were learned for what goes; they go along", false)
    .addOption(json())
    .action(async (id, options) => (await import("./commands/ingest-history.ts")).rollBack(id, options));
  ingest
    .command("merge <from> <into>")
    .description("make two methods, networks, data sets or tasks one, by any of their names")
    .addOption(
      new Option("--kind <kind>", "what they are, where the names leave a doubt").choices([
        "method",
        "network",
        "dataset",
        "task",
      ]),
    )
    .addOption(json())
    .action(async (from, into, options) =>
      (await import("./commands/ingest-history.ts")).mergeTwo(from, into, options),
    );
  ingest
    .command("unmerge <id>")
    .description("undo a merge exactly")
    .addOption(json())
    .action(async (id, options) => (await import("./commands/ingest-history.ts")).unmergeTwo(id, options));
  ingest
    .command("operators [name]")
    .description("what a card's steps may name, with parameters, types and defaults")
    .addOption(json())
    .action(async (name, options) => (await import("./commands/ingest-operators.ts")).operators(name, options));
  ingest
    .command("new-card <paper>")
    .description("a card's beginning from a paper: title, authors, id, techniques that match, results found")
    .option("--own <method>", "what the paper's own method is called")
    .option("--out <file>", "write it there instead of printing it")
    .action(async (paper, options) => (await import("./commands/ingest-new-card.ts")).newCard(paper, options));
  ingest
    .command("schema")
    .addArgument(new Argument("[kind]", "of which document").choices(["card", "results"]).default("card"))
    .description("print the JSON Schema of cards or files of results, for editors")
    .action(async (kind) => (await import("./commands/ingest-schema.ts")).schema(kind));
  ingest
    .command("audit [paper]")
    .description("what is wrong or doubtful about the published results in the graph, or about one paper's")
    .option("--write", "link results that contradict each other, and unlink those that no longer do", false)
    .addOption(
      new Option("--least <severity>", "omit what is less severe")
        .choices(["error", "doubtful", "note"])
        .default("note"),
    )
    .option("--markdown", "print the findings as Markdown", false)
    .addOption(json())
    .action(async (paper, options) => (await import("./commands/ingest-audit.ts")).audit(paper, options));
}
