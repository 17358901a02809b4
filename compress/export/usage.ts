import type { ExportFacts } from "./facts.ts";

/** A piece of code in a language that Markdown highlights. */
interface Snippet {
  language: "js" | "python";
  code: string;
}

/**
 * How to classify one image, in the languages that the format is mostly used from. The first lines
 * of each list what is needed.
 */
export function usage(facts: ExportFacts): Snippet[] {
  switch (facts.format) {
    case "tfjs":
      return [{ language: "js", code: tensorflowJs(facts) }];
    case "savedmodel":
      return [{ language: "python", code: python(facts, ["import tensorflow as tf"], savedModelCall(facts)) }];
    case "onnx":
      return [
        { language: "js", code: onnxJs(facts) },
        { language: "python", code: python(facts, ["import onnxruntime"], onnxCall(facts)) },
      ];
  }
}

/** What the model's output is called. */
export function outputName({ parity }: Pick<ExportFacts, "parity">): "probabilities" | "logits" {
  return parity.probabilities === null ? "logits" : "probabilities";
}

const json = (value: unknown) => JSON.stringify(value);

function constants({ card: { classes, normalisation } }: ExportFacts): string {
  return `const classes = ${json(classes)};
const mean = ${json(normalisation.mean)};
const std = ${json(normalisation.std)};`;
}

const pixels = ({ card: { shape } }: ExportFacts) => `${shape.join(" × ")} bytes, row by row, 0 to 255`;

function tensorflowJs(facts: ExportFacts): string {
  return `import * as tf from "@tensorflow/tfjs"; // or "@tensorflow/tfjs-node"
${facts.segmentActivations ? segmentLayer : ""}
const model = await tf.loadLayersModel("model.json"); // its address; with tfjs-node "file://model.json"
${constants(facts)}

/** \`pixels\`: ${pixels(facts)}. */
function classify(pixels) {
  return tf.tidy(() => {
    const images = tf.tensor(pixels, ${json([1, ...facts.card.shape])}, "float32").div(255).sub(mean).div(std);
    const scores = model.predict(images); // ${outputName(facts)}
    return classes[scores.argMax(1).dataSync()[0]];
  });
}`;
}

/** The one layer that TensorFlow.js does not have, as far as inference needs it. */
const segmentLayer = `
class LightMultiSegmentActivation extends tf.layers.Layer {
  static className = "LightMultiSegmentActivation";
  constructor(config) {
    super(config);
    this.segments = config.segments;
  }
  build() {
    const weight = (name, size) => this.addWeight(name, [size], "float32", tf.initializers.zeros());
    this.lines = [weight("slope", this.segments), weight("offset", this.segments)];
    this.moments = [weight("moving_mean", 1), weight("moving_variance", 1)];
    this.built = true;
  }
  call(inputs) {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [slope, offset] = this.lines.map((weight) => weight.read());
      const [mean, variance] = this.moments.map((weight) => weight.read());
      const sigma = variance.add(1e-6).sqrt();
      const position = x.sub(mean.sub(sigma.mul(3))).div(sigma.mul(6).div(this.segments));
      const segment = position.clipByValue(0, this.segments - 1).floor().cast("int32");
      return x.mul(slope.gather(segment)).add(offset.gather(segment));
    });
  }
}
tf.serialization.registerClass(LightMultiSegmentActivation);
`;

function onnxJs(facts: ExportFacts): string {
  const channels = facts.card.shape[2];
  return `import { InferenceSession, Tensor } from "onnxruntime-node"; // in a browser "onnxruntime-web"

const session = await InferenceSession.create("model.onnx");
${constants(facts)}

/** \`pixels\`: ${pixels(facts)}. */
async function classify(pixels) {
  const images = Float32Array.from(pixels, (value, i) => (value / 255 - mean[i % ${channels}]) / std[i % ${channels}]);
  const results = await session.run({ images: new Tensor("float32", images, ${json([1, ...facts.card.shape])}) });
  const scores = Array.from(results.${outputName(facts)}.data);
  return classes[scores.indexOf(Math.max(...scores))];
}`;
}

function python(facts: ExportFacts, imports: string[], { load, call }: { load: string; call: string }): string {
  const { classes, normalisation, shape } = facts.card;
  return `${imports.join("\n")}
import numpy as np

${load}
classes = ${json(classes)}
mean = np.array(${json(normalisation.mean)})
std = np.array(${json(normalisation.std)})

def classify(pixels):
    """pixels: uint8 array of shape ${shape.join(", ")}"""
    images = ((pixels / 255 - mean) / std).astype(np.float32)[None]
    scores = ${call}
    return classes[int(np.argmax(scores))]`;
}

function savedModelCall(facts: ExportFacts) {
  return {
    load: 'loaded = tf.saved_model.load(".")  # this folder\nmodel = loaded.signatures["serving_default"]',
    call: `model(images=tf.constant(images))["${outputName(facts)}"]`,
  };
}

function onnxCall(facts: ExportFacts) {
  return {
    load: 'session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])',
    call: `session.run(["${outputName(facts)}"], {"images": images})[0]`,
  };
}
