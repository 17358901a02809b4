import { costTable, latencyFlags } from "./cost-table.ts";
import type { ExportFacts, MeasuredModel } from "./facts.ts";
import { formats } from "./formats.ts";
import { frontMatter } from "./front-matter.ts";
import { count, counted, markdownTable, percent } from "./markdown.ts";
import { outputName, usage } from "./usage.ts";

/**
 * The README.md of an export, in the manner of Hugging Face's model cards: what the model is,
 * whence, what it costs, how good it is, how to use it.
 */
export function modelReadme(facts: ExportFacts): string {
  const sections: [title: string, text: string][] = [
    ["Lineage", lineage(facts)],
    ["What it costs", costs(facts)],
    ["How good it is", accuracies(facts)],
    ["Data", data(facts)],
    ["How to use it", howToUse(facts)],
    ["The same results", sameResults(facts)],
    ["Limits", limits(facts)],
  ];
  const body = sections.map(([title, text]) => `## ${title}\n\n${text}\n`).join("\n");
  return `${frontMatter(facts)}\n# ${facts.name}\n\n${whatItIs(facts)}\n\n${body}`;
}

function whatItIs({ card, format, producer, original }: ExportFacts): string {
  const { network, width, shape, classes, scheme, parameters } = card;
  const built = `\`${network}\`${width === undefined ? "" : `, width ${width}`}`;
  const compressed = original
    ? ` It was compressed in ${counted(scheme.length, "step")} from ${count(original.card.parameters)} to ${count(parameters)} parameters.`
    : ` It has ${count(parameters)} parameters and was not compressed.`;
  return (
    `An image classifier, ${built}: images of ${shape.join(" × ")} in, ${classes.length} classes out (${classes.join(", ")}).${compressed}\n` +
    `Format: ${formats[format].title}. Exported by ${producer}.`
  );
}

function lineage({ hash, card, original }: ExportFacts): string {
  const trained = ({ hash, card }: Pick<MeasuredModel, "hash" | "card">) =>
    `\`${hash}\`: ${card.network} on ${card.dataset.name}, pre-training ${counted(card.pretrainEpochs, "epoch")}, batch ${card.batchSize}, learning rate ${card.learningRate}, seed ${card.seed}`;
  const lines = original
    ? [trained(original), ...card.scheme.map((step) => `\`${step}\``), `\`${hash}\`: this model`]
    : [`${trained({ hash, card })}; this model`];
  return lines.map((line, i) => `${i + 1}. ${line}`).join("\n");
}

function costs(facts: ExportFacts): string {
  const flags = latencyFlags(facts).map((flag) => `* ${flag}`);
  const words = `MACs are the multiply-accumulates of convolutions and dense layers; FLOPs are 2 × (MACs + biases + normalisations + activations + poolings).
Weights are as AutoMC stores them: all numbers, moving statistics too, of 4 bytes where they are not quantized. Peak memory is the weights and the fullest moment between two layers. Latencies are those of the
machine that exported the model, whole batches, with TensorFlow below; another machine has others.`;
  return [costTable(facts), words, ...(flags.length > 0 ? [flags.join("\n")] : [])].join("\n\n");
}

function accuracies({ card, original }: ExportFacts): string {
  const row = (what: string, key: "validationAccuracy" | "testAccuracy") => [
    what,
    ...(original ? [percent(original.card[key])] : []),
    percent(card[key]),
  ];
  const head = original ? ["accuracy", "original", "this model"] : ["accuracy", "this model"];
  const table = markdownTable(head, [
    row("on validation data", "validationAccuracy"),
    row("on test data", "testAccuracy"),
  ]);
  return `${table}\n\nValidation data are what a search chooses by; test data are for reporting.`;
}

function data({ card, data }: ExportFacts): string {
  const { name, path: _path, ...options } = card.dataset;
  const part = Object.entries(options).map(([key, value]) => `${key} ${String(value)}`);
  const amount = `${count(card.images)} images, all splits together${part.length > 0 ? ` (${part.join(", ")})` : ""}.`;
  if (!data) return `\`${name}\`: ${amount} Its source and licence are not known here: ask whoever gave you the data.`;
  const said = [
    data.source && `* Source: ${/^https?:/.test(data.source) ? `<${data.source}>` : data.source}`,
    `* Licence of the data: ${data.licence || "not stated"}.`,
    data.citation && `* Citation: ${data.citation}`,
  ];
  return [`${data.title}: ${amount}`, "", ...said.filter(Boolean)].join("\n");
}

function howToUse(facts: ExportFacts): string {
  const { card, files } = facts;
  const { mean, std } = card.normalisation;
  const list = markdownTable(
    ["file", "bytes", "after gzip"],
    files.map(({ name, bytes, gzippedBytes }) => [`\`${name}\``, count(bytes), count(gzippedBytes)]),
  );
  const channels = mean.length === 3 ? ", channels red, green, blue" : "";
  const ends =
    `\`images\` is \`[batch, ${card.shape.join(", ")}]\`, float32, any batch${channels}; \`${outputName(facts)}\` is \`[batch, ${card.classes.length}]\`.\n` +
    `Normalise each channel first: \`(value / 255 - mean) / std\` with mean ${mean.join(", ")} and std ${std.join(", ")}.`;
  const code = usage(facts).map(({ language, code }) => `\`\`\`${language}\n${code}\n\`\`\``);
  return [list, ends, ...code].join("\n\n");
}

function sameResults({ parity, program }: ExportFacts): string {
  const { images, batchSizes, logits, probabilities, onBorder } = parity;
  const differ = ({ most, allowed }: { most: number; allowed: number }) =>
    `${most.toExponential(1)} (allowed: ${allowed.toExponential(1)})`;
  const compared =
    `The files were loaded in ${program} and compared with the model in TensorFlow.js on native TensorFlow, on ${images} images of noise, normalised as above, in batches of ` +
    `${batchSizes.join(", ")}. Largest difference of a logit: ${differ(logits)}` +
    `${probabilities ? `; of a probability: ${differ(probabilities)}` : ""}.`;
  if (onBorder === 0) return compared;
  return `${compared}\n${onBorder} of the images were excluded: a value inside is on the border between two segments of an activation, where rounding decides.`;
}

function limits(facts: ExportFacts): string {
  const { card, format, segmentActivations, producer } = facts;
  const lines = [
    `It knows images of ${card.shape.join(" × ")} like those of ${card.dataset.name}, and returns one of its ${card.classes.length} classes for any other image too.`,
    "Accuracies are of one training; how it does on groups of people or kinds of images that the data lack was not measured.",
    "No licence was chosen for these weights; whoever publishes them does that, with the data's licence in mind.",
  ];
  if (segmentActivations && format === "tfjs")
    lines.push(
      "It has layers of class LightMultiSegmentActivation, which TensorFlow.js lacks: the code above defines it for inference.",
    );
  if (facts.ownLayers.length > 0 && format === "tfjs")
    lines.push(
      `It has layers of class ${facts.ownLayers.join(" and ")}, which TensorFlow.js lacks: call AutoMC's registerLayers() before loading it, or export it as ONNX or SavedModel.`,
    );
  if (segmentActivations)
    lines.push(
      "Its activations jump between segments, so a value on a border may be rounded to either side, and results may then differ between programs.",
    );
  if (format === "tfjs") lines.push(`The files are those that ${producer} stores; they can be trained further.`);
  else {
    const rounded = facts.quantized ? ", with the values that quantization rounded them to" : "";
    lines.push(`Weights are float32${rounded}; all layers are in inference mode, so it cannot be trained further.`);
  }
  return lines.map((line) => `* ${line}`).join("\n");
}
