import { type Command, Option } from "commander";
import { algorithms, between, json, seed, someOf, whole, wholes } from "../cli/options.ts";
import { scaleNames } from "./experiments/scales.ts";
import { optunaSamplers } from "./optuna-samplers.ts";
import { relations } from "./relations.ts";

/** `automc bench …`. */
export function addBench(program: Command): void {
  const bench = program
    .command("bench")
    .description(
      "compares AutoMC with a named peer, both sides in one run, in turn; creates the peer's environment where it is missing",
    );
  bench
    .command("train")
    .description(
      "seconds per 1,000 training images: our traced step, PyTorch (channels last) and TensorFlow.js' own fit",
    )
    .option("--network <id>", "resnet20, vgg16 or another of our networks that the PyTorch side has", "resnet20")
    .option("--batch-size <n>", "images a step", whole(2), 128)
    .option("--steps <n>", "timed steps a round", whole(1), 10)
    .option("--rounds <n>", "how often the sides take turns", whole(1), 3)
    .addOption(seed())
    .addOption(json())
    .action(async (options) => (await import("./commands/train-and-prune.ts")).benchTrain(options));
  bench
    .command("prune")
    .description("dependency graph and surgery: ours and Torch-Pruning, the same half of each layer's channels by L1")
    .option("--network <id>", "resnet56, vgg16 or another of our networks that the PyTorch side has", "resnet56")
    .option("--runs <n>", "timed runs a round", whole(1), 5)
    .option("--rounds <n>", "how often the sides take turns", whole(1), 3)
    .addOption(seed())
    .addOption(json())
    .action(async (options) => (await import("./commands/train-and-prune.ts")).benchPrune(options));
  bench
    .command("search")
    .description("the searches at equal numbers of measured steps, on made-up landscapes; Optuna's samplers beside")
    .option("--searches <list>", `with commas: ${algorithms.join(", ")}`, someOf(algorithms), [
      "progressive",
      "random-extension",
      "random",
    ])
    .option("--optuna <list>", `with commas: ${optunaSamplers.join(", ")}`, someOf(optunaSamplers), [])
    .addOption(
      new Option("--storage <kind>", "where Optuna keeps its trials").choices(["memory", "sqlite"]).default("memory"),
    )
    .option("--seeds <list>", "one landscape for each, with commas", wholes(0, 2_147_483_647), [0, 1, 2])
    .option("--steps <n>", "measured steps of each search", whole(1, 10_000), 40)
    .option("--variants <n>", "strategies of each method, share and epochs: 150 times as many in all", whole(1, 100), 1)
    .addOption(
      new Option(
        "--objective <what>",
        "a made-up cost as a third objective; each of our searches also runs without being told of it",
      ).choices(["cost"]),
    )
    .addOption(
      new Option(
        "--without <list>",
        "the progressive search again, with one method's strategies alone (sources); on a table also without graph or experience",
      )
        .argParser(someOf(["sources", "graph", "experience"]))
        .default([]),
    )
    .option("--table <folder>", "a folder of CompressBench: its tasks in place of landscapes, played by its surrogate")
    .option("--vectors <n>", "with --table: sets of learned vectors, which runs use in turn", whole(1, 100), 1)
    .option("--plot <file>", "with --table: mean ranks at the last step as a critical-difference diagram (SVG)")
    .option("--target <fraction>", "γ: least fraction of parameters to remove", between(0, 0.99), 0.3)
    .option("--batch <list>", "schemes that our searches ask for at once, with commas", wholes(1, 64), [1])
    .option(
      "--earlier <list>",
      `the progressive search after studies of tasks that are, with commas: ${relations.join(", ")}`,
      someOf(relations),
      [],
    )
    .option("--earlier-studies <n>", "how many of each", whole(1, 100), 8)
    .option("--earlier-steps <n>", "measured steps of each of them", whole(1, 1_000), 40)
    .addOption(json())
    .action(async (options, command: Command) => {
      if (!options.table) return (await import("./commands/search.ts")).benchSearch(options);
      const given = Object.keys(options).filter((name) => command.getOptionValueSource(name) === "cli");
      return (await import("./commands/search-table.ts")).benchSearchOnTable(options, given);
    });
  bench
    .command("collect")
    .description("the searches at equal numbers of trained steps, on a model; each step becomes a row of a file")
    .argument("<model>", "name or hash of a trained model")
    .option(
      "--searches <list>",
      `with commas: ${algorithms.join(", ")}; or none`,
      (text: string) => (text === "none" ? [] : someOf(algorithms)(text)),
      ["progressive", "random-extension"],
    )
    .option("--optuna <list>", `with commas: ${optunaSamplers.join(", ")}`, someOf(optunaSamplers), [])
    .option("--both-orders", "also pairs of strategies drawn at random, each in both orders", false)
    .option("--seeds <list>", "one run of each search for every seed, with commas", wholes(0, 2_147_483_647), [1])
    .option("--steps <n>", "trained steps of each search", whole(1, 10_000), 40)
    .option("--target <fraction>", "γ: least fraction of parameters to remove", between(0, 0.95), 0.3)
    .option("--minutes <n>", "stop after this time; the same command continues", whole(1, 100_000))
    .requiredOption("--to <file>", "the file of rows, one JSON object a line; added to where it exists")
    .addOption(json())
    .action(async (model, options) => (await import("./commands/collect.ts")).benchCollect(model, options));
  bench
    .command("experiments")
    .description("the paper's Tables 2 and 3 and Figures 4 to 6 on CIFAR-10, beside the published numbers")
    .addOption(
      new Option("--scale <name>", "small: two cores, an hour or two; paper: its networks, on a GPU")
        .choices(scaleNames)
        .default("small"),
    )
    .option("--path <folder>", "folder with CIFAR-10's official binary files")
    .option("--steps <n>", "trained steps of each AutoML algorithm (default: the scale's)", whole(1, 100_000))
    .option("--grid <n>", "settings that each single method tries (default: the scale's)", whole(1, 10_000))
    .addOption(seed())
    .requiredOption("--to <folder>", "for tables, figures and rows; the same command continues there")
    .addOption(json())
    .action(async (options) => (await import("./commands/experiments.ts")).benchExperiments(options));
  bench
    .command("table")
    .description("adds collected rows to a folder of CompressBench, and writes anew what follows from all its rows")
    .argument("[rows...]", "files that bench collect wrote; without any, what follows is written anew")
    .requiredOption("--to <folder>", "datasets/compressbench, or one of your own")
    .addOption(json())
    .action(async (rows, options) => (await import("./commands/table.ts")).benchTable(rows, options));
  bench
    .command("order")
    .description("what the order of two steps changes, from rows that ran the same strategies in both orders")
    .argument("<folder>", "a folder of CompressBench")
    .addOption(json())
    .action(async (folder, options) => (await import("./commands/order.ts")).benchOrder(folder, options));
  bench
    .command("vectors")
    .description("reading the current vectors back from Neo4j: all of them, and the nearest of one strategy")
    .addOption(seed())
    .addOption(json())
    .action(async (options) => (await import("./commands/vectors.ts")).benchVectors(options));
  bench
    .command("extend")
    .description(
      "a method placed among fixed vectors, against all vectors learned from scratch: MRR and processor time",
    )
    .option(
      "--methods <list>",
      "methods of Table 1 to exclude and place, with commas",
      (text: string) => text.split(","),
      ["NS", "SFP"],
    )
    .option("--seeds <list>", "with commas", wholes(0, 1_000_000), [0, 1, 2])
    .addOption(json())
    .action(async (options) => (await import("./commands/extend.ts")).benchExtend(options));
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
    .action(async (options) => (await import("./commands/embed.ts")).benchEmbed(options));
  bench
    .command("memory")
    .description("what one process retains of many compression steps: tensors, and resident memory a step")
    .option("--network <id>", "one of our networks", "resnet8")
    .option("--steps <n>", "steps in one process, each on a network of another shape", whole(10), 100)
    .addOption(seed())
    .addOption(json())
    .action(async (options) => (await import("./commands/memory.ts")).benchMemory(options));
  bench
    .command("ingest")
    .description(
      "rows a second that are ingested from invented cards with results, each time into a fresh embedded Neo4j",
    )
    .option("--cards <n>", "method cards, ingested together", whole(1, 10_000), 1_000)
    .option("--rows <n>", "results in each card", whole(1, 1_000), 100)
    .option("--rounds <n>", "how often, each with a Neo4j of its own; the median is reported", whole(1, 100), 3)
    .addOption(seed())
    .addOption(json())
    .action(async (options) => (await import("./commands/ingest.ts")).benchIngest(options));
  bench
    .command("queries")
    .description("how long each named query takes on an invented graph, in an embedded Neo4j of its own")
    .option("--methods <n>", "invented methods", whole(1, 1_000), 100)
    .option("--results <n>", "invented published results", whole(100, 1_000_000), 100_000)
    .option("--trials <n>", "trials of each of ten invented studies", whole(1, 10_000), 500)
    .option("--runs <n>", "how often each query is timed", whole(2, 10_000), 40)
    .addOption(seed())
    .addOption(json())
    .action(async (options) => (await import("./commands/queries.ts")).benchQueries(options));
  bench
    .command("serve <model>")
    .description("what clients of the API wait for while a study of this model trains and others follow it")
    .option("--clients <n>", "each reads again as soon as it has its answer", whole(1, 10_000), 50)
    .option("--listeners <n>", "of the study's events", whole(1, 10_000), 100)
    .option("--seconds <n>", "how long", whole(1, 3_600), 60)
    .option("--trials <n>", "trials of an invented study that is read too", whole(100, 100_000), 2_000)
    .addOption(seed())
    .addOption(json())
    .action(async (model, options) => (await import("./commands/serve.ts")).benchServe(model, options));
  bench
    .command("methods <model>")
    .description(
      "all six methods, L1 filters and random filters on a trained model of yours, with the same epochs of fine-tuning each: accuracy, PR, FR, latency",
    )
    .option("--rates <list>", "fractions of the parameters to remove", "0.4,0.7")
    .option(
      "--epochs <n>",
      "epochs of fine-tuning after the removal; further training is the method's own",
      whole(1),
      3,
    )
    .option("--seeds <list>", "one run of each for every seed", "1")
    .addOption(json())
    .action(async (model, options) => (await import("./commands/methods.ts")).benchMethods(model, options));

  bench
    .command("noise <model>")
    .description(
      "how far chance moves an accuracy: one step repeated under several seeds, measured on several draws of held-out images",
    )
    .option("--method <name>", "one of the six methods, L1 filters or random filters", "NS")
    .option("--rate <fraction>", "fraction of the parameters to remove", between(0.01, 0.89), 0.4)
    .option("--epochs <n>", "epochs of fine-tuning after the removal", whole(1), 3)
    .option("--seeds <list>", "one run for every seed, with commas", wholes(0, 2_147_483_647), [1, 2, 3, 4, 5])
    .option("--draws <n>", "draws of as many held-out images as the validation split has", whole(2, 10_000), 200)
    .addOption(json())
    .action(async (model, options) => (await import("./commands/noise.ts")).benchNoise(model, options));
  bench
    .command("extraction [files...]")
    .description("how much of what papers print is read right, against figures transcribed by hand (NAME.truth.yaml)")
    .addOption(json())
    .action(async (files, options) => (await import("./commands/extraction.ts")).benchExtraction(files, options));
}
