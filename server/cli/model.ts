import { type Command, Option } from "commander";
import { augment, between, imageSize, json, seed, whole, wholes, withData } from "./options.ts";

/** `automc model …`. */
export function addModel(program: Command): void {
  const model = program.command("model").description("the networks to compress");
  withData(
    model
      .command("train <network>")
      .description(
        "pretrain a network: resnet8, resnet20, resnet56, vgg16, mobilenetv2, … (an unknown name lists all)",
      ),
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
      .description(
        "import an image classifier of your own: model.json of TensorFlow.js, .h5 or .keras of Keras, or ONNX",
      ),
  )
    .requiredOption("--name <name>", "what to call it")
    .addOption(
      new Option(
        "--input <kind>",
        "how it wants pixels: by the data's mean and deviation, in 0..1, in -1..1, 0..255, or by ImageNet's mean and deviation",
      )
        .choices(["standardised", "unit", "signed", "bytes", "imagenet"])
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
    .addOption(augment("how images are varied when it is tuned (default: as the data set says)"))
    .option("--settle", "compute its batch norms' statistics anew first, where they lag behind its weights", false)
    .addOption(seed())
    .addOption(json())
    .action(async (file, options) => (await import("./commands/model-import.ts")).importFile(file, options));
  model
    .command("check <file>")
    .description(
      "before anything is stored: whether a model of your own can be imported, what can be removed of it, and what a training step takes here",
    )
    .option("--size <size>", "height and width where the file leaves them open, as 96x128", imageSize)
    .option("--keep <layers...>", 'what stays whole with layers that are to keep their width; "block3_*" for several')
    .option("--data <name>", "whether it fits these data")
    .option("--path <folder>", "folder with the official binary files (CIFAR)")
    .option("--sample <fraction>", "stratified part of every split", between(0.0001, 1), 1)
    .option("--validation <fraction>", "part of the training data kept for choosing", between(0.01, 0.9), 0.1)
    .addOption(seed())
    .addOption(json())
    .action(async (file, options) => (await import("./commands/model-check.ts")).check(file, options));
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
    .description("what a stored model is: cost, accuracy, how it was made, where its files are")
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
    .description(
      "write a model for other programs, compared with the original after loading it there, with a model card",
    )
    .addOption(
      new Option("--format <format>", "what to write").choices(["tfjs", "savedmodel", "onnx"]).makeOptionMandatory(),
    )
    .option("--to <folder>", "a new or empty folder (default: ./MODEL-FORMAT)")
    .addOption(json())
    .action(async (reference, options) =>
      (await import("./commands/model-export.ts")).exportStored(reference, options),
    );
  model
    .command("name <model> <name>")
    .description("give a model a name, for example one that a study found; another model that had it loses it")
    .addOption(json())
    .action(async (reference, name, options) => (await import("./commands/model.ts")).name(reference, name, options));
}
