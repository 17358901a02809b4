import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Call, callsOf } from "../../model/calls.ts";
import type { tf } from "../../tensorflow.ts";
import { activations } from "./activations.ts";
import { arithmetic } from "./arithmetic.ts";
import { convolutions } from "./convolutions.ts";
import { OnnxGraph } from "./graph.ts";
import { Layouts } from "./layouts.ts";
import { places } from "./places.ts";
import { encodeModel, type OnnxEnd } from "./protobuf.ts";
import { type Onnx, type Rule, refuse } from "./rule.ts";

/** The file that is written, and the names of what goes in and comes out. */
export const onnxFile = "model.onnx";
export const ends = { input: "images", logits: "logits", probabilities: "probabilities" } as const;

const input: Rule = ({ output, outputShape }, { layouts }) =>
  layouts.put(output, outputShape, "channelsLast", ends.input);

/**
 * How each class of layer is written in ONNX. To support another class, add its line to one of the
 * tables.
 */
const rules: Record<string, Rule> = {
  InputLayer: input,
  ...convolutions,
  ...activations,
  ...places,
  ...arithmetic,
};

/** The classes of layer that can be exported. */
export const onnxLayers: readonly string[] = Object.keys(rules);

/**
 * Writes a model as `model.onnx`: operator set 17, float32, all layers in inference mode.
 *
 *   images [batch, height, width, channels] -> probabilities [batch, classes], logits [batch, classes]
 *
 * The batch is open; images lie as the model takes them. Where the model does not end in softmax,
 * `logits` is the only output.
 *
 * @throws CompressError `unsupported_layer`, naming the layer, before anything is written.
 */
export async function writeOnnx(model: tf.LayersModel, directory: string): Promise<void> {
  await writeFile(join(directory, onnxFile), onnxBytes(model));
}

/** The bytes of `model.onnx`. */
export function onnxBytes(model: tf.LayersModel): Uint8Array {
  const graph = new OnnxGraph();
  const onnx = { graph, layouts: new Layouts(graph) };
  const { calls, outputs } = callsOf(model);
  const split = calls.flatMap(activationApart);
  const last = split.find(({ output }) => output === outputs[0])!;
  for (const call of split) write(call, onnx);

  const open = ({ shape }: tf.SymbolicTensor) => shape.map((size) => size ?? "batch");
  const given: OnnxEnd[] = [];
  const end = (name: string, tensor: string) => {
    graph.add("Identity", name, [onnx.layouts.get(tensor, "channelsLast")]);
    given.push({ name, shape: open(model.outputs[0]!) });
  };
  if (isSoftmax(last)) end(ends.probabilities, last.output);
  end(ends.logits, isSoftmax(last) ? last.inputs[0]! : last.output);
  const inputs = [{ name: ends.input, shape: open(model.inputs[0]!) }];
  return encodeModel({ name: model.name, nodes: graph.nodes, tensors: graph.tensors, inputs, outputs: given });
}

function write(call: Call, onnx: Onnx): void {
  if (call.config.data_format === "channels_first") refuse(call, "its channels come first");
  const rule = Object.hasOwn(rules, call.className) ? rules[call.className] : undefined;
  if (!rule) refuse(call, "layers of its class have no rule here");
  rule(call, onnx);
}

/** A layer with an activation inside as two calls, the second of which is the activation. */
function activationApart(call: Call): Call[] {
  const { activation } = call.config;
  if (call.className === "Activation" || activation === undefined || activation === "linear") return [call];
  const before = `${call.output}/before-activation`;
  return [
    { ...call, output: before, config: { ...call.config, activation: "linear" } },
    {
      ...call,
      className: "Activation",
      config: { activation },
      inputs: [before],
      inputShapes: [call.outputShape],
    },
  ];
}

function isSoftmax({ className, config }: Call): boolean {
  return className === "Softmax" || (className === "Activation" && config.activation === "softmax");
}
