import { CompressError } from "../../errors.ts";
import type { ImageSize } from "../fill-weights.ts";
import type { Obstacles } from "../obstacles.ts";
import type { OnnxEnd, OnnxFile, OnnxNode } from "./graph-file.ts";

/** Height, width and channels, and which come first. */
export function imageOf(
  { name, shape }: OnnxEnd,
  file: OnnxFile,
  size: ImageSize | undefined,
): [readonly [number, number, number], boolean] {
  const shown = `[${shape.map((length) => length ?? "?").join(", ")}]`;
  if (shape.length !== 4)
    throw new CompressError(
      "bad_model",
      `The network's input ${name} is ${shown}: an image classifier takes [batch, channels, height, width] or [batch, height, width, channels].`,
    );
  const channelsFirst = comeFirst(name, shape, file);
  const spatial = channelsFirst ? [2, 3] : [1, 2];
  const whole = shape.map(
    (length, axis) => length ?? (spatial.includes(axis) ? size?.[spatial.indexOf(axis)] : undefined),
  );
  if (whole.slice(1).includes(undefined))
    throw new CompressError(
      "bad_model",
      `The network's input ${name} is ${shown}: say the open height and width with --size, or by data of that size, and export it with its channels known.`,
    );
  return [whole.slice(1) as [number, number, number], channelsFirst];
}

/** Channels are last where a Transpose brings them to the front before anything else looks at places. */
function comeFirst(input: string, shape: OnnxEnd["shape"], { nodes }: OnnxFile): boolean {
  const reached = new Set([input]);
  for (const { op, inputs, outputs, attributes } of nodes) {
    if (!inputs.some((name) => reached.has(name))) continue;
    const perm = attributes.get("perm");
    if (op === "Transpose") return !(Array.isArray(perm) && perm.join() === "0,3,1,2");
    if (["Conv", "MaxPool", "AveragePool", "GlobalAveragePool", "BatchNormalization"].includes(op)) return true;
    for (const name of outputs) reached.add(name);
  }
  const few = (length: number | undefined) => length === 1 || length === 3 || length === 4;
  return few(shape[1]) || !few(shape[3]);
}

/** The one output of a classifier; of probabilities and the logits that they are made of, the probabilities. */
export function outputOf({ nodes, outputs }: OnnxFile, obstacles: Obstacles): OnnxEnd {
  const maker = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const behind = (name: string): OnnxNode | undefined => {
    let node = maker.get(name);
    while (node?.op === "Identity") node = maker.get(node.inputs[0]!);
    return node;
  };
  const softmax = outputs.find(({ name }) => behind(name)?.op === "Softmax");
  const logits = softmax && behind(behind(softmax.name)!.inputs[0]!);
  const others = outputs.filter((end) => end !== softmax && (!logits || behind(end.name) !== logits));
  const end = softmax ?? outputs[0];
  if (!end) throw new CompressError("bad_model", "The network has no output.");
  if (others.length > (softmax ? 0 : 1))
    obstacles.note(
      new CompressError(
        "unsupported_layer",
        `The network has ${outputs.length} outputs (${outputs.map(({ name }) => name).join(", ")}): an image classifier has one.`,
      ),
    );
  return end;
}

/** The operations that the output is made of, in the file's order. */
export function needed({ nodes }: OnnxFile, end: OnnxEnd): OnnxNode[] {
  const wanted = new Set([end.name]);
  const kept = [...nodes].reverse().filter((node) => {
    if (!node.outputs.some((name) => wanted.has(name))) return false;
    for (const name of node.inputs) wanted.add(name);
    return true;
  });
  return kept.reverse();
}
