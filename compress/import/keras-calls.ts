import { z } from "zod";
import { unsupported } from "./obstacles.ts";

/** A tensor that a call takes, in the words of model.json. */
export type Source = [layer: string, call: number, output: number, settings: Record<string, never>];

/** What a call is given. */
export interface CallArguments {
  /**
   * In order: numbers and lists as they are, and `{ tensor: i }` for the i-th of the tensors it takes.
   */
  args: unknown[];
  kwargs: Record<string, unknown>;
  /** The layer is asked to work as in training, or never to; undefined where neither is said. */
  training: boolean | undefined;
}

const keras2Source = z.tuple([z.string(), z.int(), z.int()]).rest(z.unknown());
const keras3Source = z.looseObject({
  class_name: z.literal("__keras_tensor__"),
  config: z.looseObject({ keras_history: z.tuple([z.string(), z.int(), z.int()]) }),
});
const keras3Node = z.looseObject({ args: z.array(z.unknown()), kwargs: z.record(z.string(), z.unknown()).optional() });

/**
 * What one call of a layer takes: Keras 3 writes `{args, kwargs}` with tensors among them, Keras 2 a
 * list of tensors, the first of which may carry the rest in its fourth place.
 *
 * @throws CompressError `unsupported_layer` for something else than tensors and numbers.
 */
export function readCall(node: unknown, layer: string): { sources: Source[]; given: CallArguments } {
  const sources: Source[] = [];
  const taken = (value: unknown): unknown => {
    const now = keras3Source.safeParse(value);
    if (now.success) sources.push([...now.data.config.keras_history, {}]);
    else if (Array.isArray(value)) return value.map(taken);
    else return plain(value, layer);
    return { tensor: sources.length - 1 };
  };
  const call = keras3Node.safeParse(node);
  if (call.success) {
    const args = call.data.args.map(taken);
    const kwargs = Object.fromEntries(
      Object.entries(call.data.kwargs ?? {}).map(([key, value]) => [key, taken(value)]),
    );
    return { sources, given: withTraining(args, kwargs) };
  }
  const list = Array.isArray(node) && typeof node[0] === "string" ? [node] : Array.isArray(node) ? node : [node];
  const operand = (value: unknown) => {
    const old = keras2Source.safeParse(value);
    if (!old.success) return plain(value, layer);
    sources.push([old.data[0], old.data[1], old.data[2], {}]);
    return { tensor: sources.length - 1 };
  };
  let kwargs: Record<string, unknown> = {};
  const args = list.map((source) => {
    const old = keras2Source.safeParse(source);
    if (!old.success) throw unsupported(layer, "it takes something else than another layer's output");
    const [name, at, output, settings] = old.data;
    sources.push([name, at, output, {}]);
    kwargs = { ...kwargs, ...(settings as Record<string, unknown> | undefined) };
    return { tensor: sources.length - 1 };
  });
  const { y, x: _x, name: _name, ...rest } = kwargs;
  return { sources, given: withTraining(y === undefined ? args : [...args, operand(y)], rest) };
}

function withTraining(args: unknown[], { training, ...kwargs }: Record<string, unknown>): CallArguments {
  const others = Object.fromEntries(Object.entries(kwargs).filter(([, value]) => value !== null));
  return { args, kwargs: others, training: typeof training === "boolean" ? training : undefined };
}

function plain(value: unknown, layer: string): unknown {
  if (value === null || ["number", "boolean", "string"].includes(typeof value)) return value;
  throw unsupported(layer, "it is called with something else than tensors and numbers");
}
