import { Argument, Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { version } from "./version.ts";

/** A whole number from `least` up, or one clear sentence. */
function whole(least: number, most = 2_147_483_647) {
  return (text: string): number => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`give a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}

/** Several whole numbers with commas between them. */
function wholes(least: number, most: number) {
  return (text: string): number[] => text.split(",").map((part) => whole(least, most)(part.trim()));
}

/** A number between two bounds, or one clear sentence. */
function between(least: number, most: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === "" || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`give a number from ${least} to ${most}.`);
    }
    return value;
  };
}

const seed = () => new Option("--seed <n>", "repeats the run exactly").argParser(whole(0)).default(1);
const json = () => new Option("--json", "print data as JSON").default(false);

/** Options that choose the data, shared by the commands that need some. */
function withData(command: Command): Command {
  return command
    .option("--data <name>", "mnist, cifar10 or cifar100", "mnist")
    .option("--path <folder>", "folder with the official binary files (CIFAR)")
    .option("--sample <fraction>", "stratified part of every split; the paper uses 0.1", between(0.0001, 1), 1)
    .option("--train-count <n>", "at most so many training images", whole(1))
    .option("--test-count <n>", "at most so many test images", whole(1))
    .option("--validation <fraction>", "part of the training data kept for choosing", between(0.01, 0.9), 0.1);
}

const program = new Command("automc")
  .description(
    "Automated neural-network compression: a graph of methods, embeddings, a progressive search, real compression.",
  )
  .version(version)
  .showHelpAfterError("(add --help for the commands and options)")
  .exitOverride()
  .configureOutput({ outputError: (text, write) => write(text) });

program
  .command("quickstart")
  .description("everything once: graph, embedding, a network trained on digits, a search, the Pareto front")
  .addOption(seed())
  .option("--trials <n>", "schemes to evaluate", whole(1), 12)
  .action(async (options) => (await import("./commands/quickstart.ts")).quickstart(options));

program
  .command("setup")
  .description("fetch and build what AutoMC needs: Neo4j and native TensorFlow")
  .action(async () => (await import("./commands/setup.ts")).setup());

program
  .command("doctor")
  .description("what is present, what is missing, and the command that fixes it")
  .addOption(json())
  .action(async (options) => (await import("./commands/doctor.ts")).doctor(options));

for (const [verb, description] of [
  ["up", "start the embedded Neo4j and leave it running"],
  ["down", "stop the embedded Neo4j"],
  ["status", "whether the embedded Neo4j runs, and where"],
] as const) {
  program
    .command(verb)
    .description(description)
    .addOption(json())
    .action(async (options) => (await import("./commands/embedded.ts"))[verb](options));
}

const graph = program.command("graph").description("the knowledge graph");
graph
  .command("init")
  .description("create the schema and load the methods and papers that come with AutoMC (again: writes nothing)")
  .addOption(json())
  .action(async (options) => (await import("./commands/graph.ts")).init(options));
graph
  .command("stats")
  .description("how much of everything the graph holds")
  .addOption(json())
  .action(async (options) => (await import("./commands/graph.ts")).stats(options));
graph
  .command("query [cypher]")
  .description("run a read-only Cypher query, or a named one: --name best-by-task --task resnet56/cifar10")
  .option("--name <query>", "a named query; its parameters are options by their names (--name … --help tells them)")
  .option("--list", "the named queries", false)
  .addOption(json())
  .option("--limit <n>", "most rows", whole(1, 100_000), 1_000)
  .option("--timeout <seconds>", "longest time", between(0.1, 30), 10)
  .helpOption(false)
  .option("-h, --help", "this, or with --name what the query does and takes")
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async (_, options, command) => (await import("./commands/graph-query.ts")).query(command, options));
graph
  .command("export")
  .description(
    "a part of the graph as a file: about methods, about a task, near a node, what a named query tells of, or all",
  )
  .addOption(
    new Option("--format <name>", "graphology JSON, GraphML, or JSON-LD in ML-Schema's terms")
      .choices(["graphology", "graphml", "jsonld"])
      .default("graphology"),
  )
  .option("--methods <ids...>", "what is about these methods")
  .option("--task <id>", "what is about this task (with --name, the query's parameter)")
  .option("--around <node>", "what is near this node: Method:NS, or an id that only one kind has")
  .option("--hops <n>", "how many relationships away from it (default: 1)", whole(0, 20))
  .option("--name <query>", "what the rows of a named query speak of; its parameters are options")
  .option("--strategies", "all strategies too, thousands of a method", false)
  .option("--vectors", "learned vectors too", false)
  .option("--most-nodes <n>", "refuse more than this", whole(1, 10_000_000), 200_000)
  .option("--out <file>", "where to (default: standard output)")
  .allowUnknownOption()
  .allowExcessArguments()
  .action(async (options, command) => (await import("./commands/graph-export.ts")).exportGraph(command, options));

const ingest = program
  .command("ingest")
  .description("published knowledge: method cards, papers and their results")
  .addHelpText("after", "\nautomc ingest FILE… is short for automc ingest run FILE….");
ingest
  .command("run <files...>", { isDefault: true })
  .description(
    'add method cards and files of results (YAML), or see what a paper (.pdf, .md, .html, .tex) would add; "run" may be left out',
  )
  .option("--dry-run", "say exactly what would be written, and what looks wrong; write nothing", false)
  .option("--strict", "refuse new names that look like known ones, in place of telling them", false)
  .option("--accept", "papers: take in the sure rows, keep the unsure ones for review", false)
  .option("--out <file>", "papers: write the proposal as a file of results to edit")
  .option("--id <id>", "papers: which paper it is, for example arXiv:1811.00250")
  .option("--title <title>", "papers: its title")
  .option("--year <year>", "papers: its year", whole(1900, 2200))
  .option("--own <method>", 'papers: what "Ours" is called')
  .option("--cards", "papers: ask the endpoint AUTOMC_LLM_URL for a card of the method", false)
  .addOption(json())
  .action(async (files, options) => (await import("./commands/ingest.ts")).ingest(files, options));
ingest
  .command("review [paper]")
  .description("rows of papers that wait for you; with a paper, its rows")
  .option("--accept <rows...>", "take these in: numbers, ranges like 3-7, or all")
  .option("--reject <rows...>", "leave these out")
  .option("--all", "show the decided ones too", false)
  .addOption(json())
  .action(async (paper, options) => (await import("./commands/ingest-review.ts")).review(paper, options));
ingest
  .command("ls")
  .description("every ingest and merge that stands, the newest first")
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
  .action(async (from, into, options) => (await import("./commands/ingest-history.ts")).mergeTwo(from, into, options));
ingest
  .command("unmerge <id>")
  .description("undo a merge exactly")
  .addOption(json())
  .action(async (id, options) => (await import("./commands/ingest-history.ts")).unmergeTwo(id, options));
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
    new Option("--least <severity>", "leave out what is less grave")
      .choices(["error", "doubtful", "note"])
      .default("note"),
  )
  .option("--markdown", "print the findings as Markdown", false)
  .addOption(json())
  .action(async (paper, options) => (await import("./commands/ingest-audit.ts")).audit(paper, options));

const embed = program.command("embed").description("vectors learned from the graph");
embed
  .command("train")
  .description("learn vectors from knowledge and experience (Algorithm 1), write them to the graph")
  .addOption(seed())
  .option("--epochs <n>", "rounds of Algorithm 1", whole(1, 100_000))
  .option(
    "--incremental",
    "place new entities among the vectors there are, which stay; all anew where that is due",
    false,
  )
  .addOption(json())
  .action(async (options) => (await import("./commands/embed.ts")).train(options));
embed
  .command("eval")
  .description("link prediction of the current vectors' run, beside random vectors")
  .addOption(json())
  .action(async (options) => (await import("./commands/embed.ts")).evaluate(options));
embed
  .command("validate")
  .description(
    "how well NN_exp foretells results that it never saw: one paper, or one task, left out at a time; beside three baselines",
  )
  .option("--members <n>", "networks whose mean is the prediction and whose spread its uncertainty", whole(1, 100), 5)
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

const datasets = program.command("datasets").description("the data sets AutoMC reads");
datasets
  .command("ls")
  .description("which there are, and whether they are here")
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

const model = program.command("model").description("the networks to compress");
withData(
  model
    .command("train <network>")
    .description("pretrain a network: resnet8, resnet20, resnet56, vgg16, mobilenetv2, … (an unknown name lists all)"),
)
  .option("--epochs <n>", "E0, pre-training epochs", whole(1, 10_000), 10)
  .option("--width <n>", "filters of the first stage (default: the paper's)", whole(1, 1024))
  .option("--batch-size <n>", "images a step", whole(1, 4096), 64)
  .option("--learning-rate <rate>", "at the start; falls along a cosine", between(1e-6, 10), 0.05)
  .option("--name <name>", "what to call it (default: network-dataset)")
  .addOption(seed())
  .addOption(json())
  .action(async (network, options) => (await import("./commands/model.ts")).train(network, options));
withData(
  model
    .command("import <file>")
    .description("take in an image classifier of your own: model.json of TensorFlow.js, or .h5 or .keras of Keras"),
)
  .requiredOption("--name <name>", "what to call it")
  .addOption(
    new Option("--input <kind>", "how it wants pixels: by the data's mean and deviation, in 0..1, in -1..1, or 0..255")
      .choices(["standardised", "unit", "signed", "bytes"])
      .default("standardised"),
  )
  .option(
    "--epochs <n>",
    "E0, the epochs it was trained for, which methods' epochs are multiples of",
    whole(1, 10_000),
    10,
  )
  .option("--batch-size <n>", "images a step when it is tuned", whole(1, 4096), 64)
  .option("--learning-rate <rate>", "that it was trained with; tuning takes a fifth", between(1e-6, 10), 0.05)
  .addOption(seed())
  .addOption(json())
  .action(async (file, options) => (await import("./commands/model-import.ts")).importFile(file, options));
model
  .command("bench <models...>")
  .description(
    "the cost sheet: parameters, MACs, FLOPs, bytes, peak memory and latency here; several models side by side",
  )
  .option("--batch-sizes <list>", "batch sizes, with commas between", wholes(1, 4096), [1, 64])
  .addOption(json())
  .action(async (models, options) => (await import("./commands/model-bench.ts")).bench(models, options));
model
  .command("show <model>")
  .description("what a stored model is: cost, accuracy, how it came about, where it stands")
  .option("--measure", "load it in a fresh process and measure it again", false)
  .addOption(json())
  .action(async (reference, options) => (await import("./commands/model.ts")).show(reference, options));
model
  .command("ls")
  .description("the models with a name")
  .addOption(json())
  .action(async (options) => (await import("./commands/model.ts")).list(options));
model
  .command("export <model>")
  .description("write a model for other programs, compared with the original after loading it there, with a model card")
  .addOption(
    new Option("--format <format>", "what to write").choices(["tfjs", "savedmodel", "onnx"]).makeOptionMandatory(),
  )
  .option("--to <folder>", "a new or empty folder (default: ./MODEL-FORMAT)")
  .addOption(json())
  .action(async (reference, options) => (await import("./commands/model-export.ts")).exportStored(reference, options));

const compress = program
  .command("compress")
  .description("run one scheme, without search; or see what a model bears")
  .addHelpText("after", '\nautomc compress MODEL --scheme "…" is short for automc compress run MODEL --scheme "…".');
compress
  .command("run <model>", { isDefault: true })
  .description('run one scheme, without search; "run" may be left out')
  .requiredOption("--scheme <scheme>", 'for example "NS(HP1=0.1,HP2=0.2,HP6=0.9) -> SFP(HP2=0.2,HP9=0.2,HP10=1)"')
  .option("--name <name>", "what to call the result")
  .option("--no-cost", "leave out the cost sheet of each step, whose latencies take some seconds to measure")
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

const search = program.command("search").description("studies: searches for the best schemes");
search
  .command("run [model]")
  .description("search for schemes that keep accuracy and remove enough parameters")
  .option("--request <file>", "a study request as JSON, - for standard input (then no other option counts)")
  .option("--name <name>", "what to call the study")
  .option("--target <fraction>", "γ: least part of the parameters to remove", between(0, 0.95), 0.3)
  .addOption(
    new Option("--algorithm <name>", "how to choose").choices(["progressive", "random"]).default("progressive"),
  )
  .option("--trials <n>", "schemes to evaluate", whole(1, 10_000), 12)
  .option("--max-length <n>", "most steps in a scheme", whole(1, 5), 5)
  .option("--methods <ids...>", "only these methods")
  .option("--resume", "go on with the study of this name", false)
  .addOption(seed())
  .addOption(json())
  .action(async (reference, options) => (await import("./commands/search.ts")).run(reference, options));
search
  .command("resume <study>")
  .description("go on with a study where it stopped")
  .addOption(json())
  .action(async (study, options) => (await import("./commands/search.ts")).resume(study, options));
search
  .command("stop <study>")
  .description("stop a running study; what it measured stays, resume goes on")
  .action(async (study) => (await import("./commands/search.ts")).stop(study));
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

const bench = program
  .command("bench")
  .description(
    "a comparison with a named peer, both sides in one run, in turn; the peer's environment is made by itself",
  );
bench
  .command("train")
  .description("seconds per 1,000 training images: our traced step, PyTorch (channels last) and TensorFlow.js' own fit")
  .option("--network <id>", "resnet20, vgg16 or another network of ours that PyTorch's side knows", "resnet20")
  .option("--batch-size <n>", "images a step", whole(2), 128)
  .option("--steps <n>", "timed steps a round", whole(1), 10)
  .option("--rounds <n>", "how often the sides take turns", whole(1), 3)
  .addOption(seed())
  .addOption(json())
  .action(async (options) => (await import("./commands/bench.ts")).benchTrain(options));
bench
  .command("prune")
  .description("dependency graph and surgery: ours and Torch-Pruning, the same half of each layer's channels by L1")
  .option("--network <id>", "resnet56, vgg16 or another network of ours that PyTorch's side knows", "resnet56")
  .option("--runs <n>", "timed runs a round", whole(1), 5)
  .option("--rounds <n>", "how often the sides take turns", whole(1), 3)
  .addOption(seed())
  .addOption(json())
  .action(async (options) => (await import("./commands/bench.ts")).benchPrune(options));
bench
  .command("vectors")
  .description("reading the current vectors back from Neo4j: all of them, and the nearest of one strategy")
  .addOption(seed())
  .addOption(json())
  .action(async (options) => (await import("./commands/bench-vectors.ts")).benchVectors(options));
bench
  .command("extend")
  .description("a method placed among vectors that stay, against all vectors learned anew: MRR and processor time")
  .option(
    "--methods <list>",
    "methods of Table 1 to leave out and place, with commas",
    (text: string) => text.split(","),
    ["NS", "SFP"],
  )
  .option("--seeds <list>", "with commas", wholes(0, 1_000_000), [0, 1, 2])
  .addOption(json())
  .action(async (options) => (await import("./commands/bench-extend.ts")).benchExtend(options));
bench
  .command("embed")
  .description(
    "TransR: ours and PyKEEN's on the same triples and split: seconds per epoch, filtered MRR and Hits@1/3/10",
  )
  .addOption(
    new Option("--graph <name>", "our own 28,645 triples, or a public graph")
      .choices(["table1", "nations", "umls", "kinships"])
      .default("table1"),
  )
  .option("--dim <n>", "length of a vector (32 for table1, 50 for the others)", whole(1, 1024))
  .option("--epochs <n>", "for both sides (40 for table1, 60 for the others)", whole(2, 100_000))
  .option("--batch-size <n>", "true triples a step (512 for table1, 256 for the others)", whole(1, 100_000))
  .option("--negatives <n>", "false triples for each true one (16)", whole(1, 1024))
  .option("--seeds <list>", "one run of each side for every seed, in turn", wholes(0, 2_147_483_647), [0, 1, 2])
  .addOption(json())
  .action(async (options) => (await import("./commands/bench-embed.ts")).benchEmbed(options));
bench
  .command("memory")
  .description("what one process keeps of many compression steps: tensors, and resident memory a step")
  .option("--network <id>", "a network of ours", "resnet8")
  .option("--steps <n>", "steps in one process, each on a network of another shape", whole(10), 100)
  .addOption(seed())
  .addOption(json())
  .action(async (options) => (await import("./commands/bench-memory.ts")).benchMemory(options));
bench
  .command("ingest")
  .description(
    "rows a second that an ingest of invented cards with results takes in, each time into a fresh embedded Neo4j",
  )
  .option("--cards <n>", "method cards, taken in together", whole(1, 10_000), 1_000)
  .option("--rows <n>", "results in each card", whole(1, 1_000), 100)
  .option("--rounds <n>", "how often, each with a Neo4j of its own; the median counts", whole(1, 100), 3)
  .addOption(seed())
  .addOption(json())
  .action(async (options) => (await import("./commands/bench-ingest.ts")).benchIngest(options));
bench
  .command("queries")
  .description("how long each named query takes on an invented graph, in an embedded Neo4j of its own")
  .option("--methods <n>", "invented methods", whole(1, 1_000), 100)
  .option("--results <n>", "invented published results", whole(100, 1_000_000), 100_000)
  .option("--runs <n>", "how often each query is timed", whole(2, 10_000), 40)
  .addOption(seed())
  .addOption(json())
  .action(async (options) => (await import("./commands/bench-queries.ts")).benchQueries(options));
bench
  .command("methods <model>")
  .description(
    "all six methods, L1 filters and random filters on a trained model of yours, with the same epochs of fine-tuning each: accuracy, PR, FR, latency",
  )
  .option("--rates <list>", "fractions of the parameters to remove", "0.4,0.7")
  .option(
    "--epochs <n>",
    "epochs of fine-tuning after the removal; what a method trains besides is its own",
    whole(1),
    3,
  )
  .option("--seeds <list>", "one run of each for every seed", "1")
  .addOption(json())
  .action(async (model, options) => (await import("./commands/bench-methods.ts")).benchMethods(model, options));

bench
  .command("extraction [files...]")
  .description("how much of what papers print is read right, against what was written down by hand (NAME.truth.yaml)")
  .addOption(json())
  .action(async (files, options) => (await import("./commands/bench-extraction.ts")).benchExtraction(files, options));

program
  .command("serve")
  .description("the HTTP API, on loopback")
  .option("--port <n>", "port", whole(0, 65_535))
  .option("--host <address>", "address; anything but loopback needs AUTOMC_TOKEN")
  .action(async (options) => (await import("./commands/serve.ts")).serve(options));

program
  .command("paper-worker", { hidden: true })
  .action(async () => (await import("./paper-worker.ts")).serveReading());
program
  .command("training-worker", { hidden: true })
  .action(async () => (await import("./training-worker.ts")).serveJobs());

// `automc … | head`: whoever reads may stop reading; the work still ends in order.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else {
    const { exitCodeOf, sentenceOf } = await import("./exit.ts"); // knows every folder, which takes its time
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = exitCodeOf(error);
  }
}
