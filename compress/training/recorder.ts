import { CompressError } from "../errors.ts";
import { type NativeAddon, type NativeValues, nativeBackend, tf } from "../tensorflow.ts";
import {
  type Attribute,
  attribute,
  type Constant,
  constantNode,
  dataType,
  fromNative,
  type GraphNode,
} from "./graph-def.ts";

/**
 * Larger float arrays from JavaScript must hold one value throughout: they are written as that
 * value.
 */
const largestTable = 64;

/** What is known of a tensor that no recorded operation made. */
interface Origin {
  shape: readonly number[];
  type: number;
  values: NativeValues;
}

/**
 * Writes down, as nodes of a graph, the native operations that run during `record`.
 *
 * The operations do run, on example values. Tensors that were introduced as variables or inputs
 * become reads and placeholders; what else comes from JavaScript becomes a constant.
 */
export class GraphRecorder {
  readonly nodes: GraphNode[] = [];
  /**
   * The prefix of the names of the nodes that are recorded: `layer/`, so that a reader finds the
   * layer.
   */
  scope = "";
  /** Which node output a native tensor is, by the tensor's id. */
  readonly #producer = new Map<number, string>();
  readonly #type = new Map<number, number>();
  readonly #origin = new Map<number, Origin>();
  readonly #addon = nativeBackend().binding;
  #count = 0;

  /** Adds a node under a name of its own. */
  add(name: string, op: string, inputs: readonly string[] = [], attributes: Record<string, Attribute> = {}): string {
    this.nodes.push({ name, op, inputs, attributes });
    return name;
  }

  /** Adds a constant under a name of its own. */
  addConstant(name: string, constant: Constant): string {
    this.nodes.push(constantNode(name, constant));
    return name;
  }

  /** From now on this tensor is the node's output. */
  bind(tensor: tf.Tensor, node: string): void {
    const id = idOf(tensor);
    this.#producer.set(id, node);
    this.#type.set(id, typeOf(tensor));
  }

  /** The node output that a tensor is, a new constant if it was none. */
  sourceOf(tensor: tf.Tensor): string {
    this.#remember([tensor], [idOf(tensor)]);
    return this.#source(idOf(tensor));
  }

  /**
   * Runs `work` and records its operations. Reading a tensor inside it throws CompressError
   * `unsupported_layer`.
   */
  record<T>(work: () => T): T {
    const backend = nativeBackend();
    const tensorIds = backend.getInputTensorIds;
    backend.binding = this.#recording();
    backend.getInputTensorIds = (tensors) => {
      const ids = tensorIds.call(backend, tensors);
      this.#remember(tensors, ids);
      return ids;
    };
    try {
      return work();
    } finally {
      backend.binding = this.#addon;
      delete (backend as { getInputTensorIds?: unknown }).getInputTensorIds; // the class's own shows again
    }
  }

  /**
   * The addon, with three functions replaced. A child object, since the addon's own members cannot
   * be written.
   */
  #recording(): NativeAddon {
    const addon = this.#addon;
    const replaced: Pick<NativeAddon, "createTensor" | "tensorDataSync" | "executeOp"> = {
      createTensor: (shape, type, values) => {
        const id = addon.createTensor(shape, type, values);
        this.#origin.set(id, { shape: [...shape], type, values: values.slice() });
        return id;
      },
      tensorDataSync: () => {
        throw new CompressError(
          "unsupported_layer",
          "A layer reads a tensor's values while it is traced, which a graph cannot do.",
        );
      },
      executeOp: (op, attributes, inputs, outputs) => {
        const results = addon.executeOp(op, attributes, inputs, outputs);
        const written = Object.fromEntries(attributes.map((each) => [each.name, fromNative(addon, each)]));
        const sources = inputs.map((id) => this.#source(id));
        const name = this.add(this.#name(), op, sources, { ...this.#impliedTypes(op, inputs), ...written });
        results.forEach(({ id, dtype }, output) => {
          this.#producer.set(id, output === 0 ? name : `${name}:${output}`);
          this.#type.set(id, dtype);
        });
        return results;
      },
    };
    const members = Object.entries(replaced).map(([name, value]) => [name, { value }]);
    return Object.create(addon, Object.fromEntries(members)) as NativeAddon;
  }

  /** Types that an eager operation reads off its inputs, and TensorFlow.js therefore omits. */
  #impliedTypes(op: string, inputs: readonly number[]): Record<string, Attribute> {
    if (op !== "ExpandDims") return {};
    return { T: attribute.type(this.#type.get(inputs[0]!)!), Tdim: attribute.type(dataType.int32) };
  }

  /** Keeps the values of tensors that were there before the recording. */
  #remember(tensors: readonly tf.Tensor[], ids: readonly number[]): void {
    tensors.forEach((tensor, i) => {
      const id = ids[i]!;
      if (this.#producer.has(id)) return;
      if (tensor instanceof tf.Variable) {
        throw new CompressError(
          "unsupported_layer",
          `Variable ${tensor.name} is used by a layer, but is not among the model's weights.`,
        );
      }
      if (this.#origin.has(id)) return;
      const values = this.#addon.tensorDataSync(id);
      this.#origin.set(id, { shape: tensor.shape, type: typeOf(tensor), values });
    });
  }

  #source(id: number): string {
    const known = this.#producer.get(id);
    if (known) return known;
    const name = this.#constant(this.#origin.get(id)!);
    this.#producer.set(id, name);
    this.#type.set(id, this.#origin.get(id)!.type);
    return name;
  }

  #constant({ shape, type, values }: Origin): string {
    if (!ArrayBuffer.isView(values)) {
      throw new CompressError("unsupported_layer", "A layer uses strings, which our graphs do not hold.");
    }
    if (type !== dataType.float32 || values.length <= largestTable) {
      return this.addConstant(this.#name(), { shape, type, values });
    }
    if (!values.every((value) => value === values[0])) {
      throw new CompressError(
        "unsupported_layer",
        `A layer makes an array of ${shape.join("x")} different numbers in JavaScript: traced, it would be the same at every step.`,
      );
    }
    const dims = this.#constant({ shape: [shape.length], type: dataType.int32, values: Int32Array.from(shape) });
    const value = this.#constant({ shape: [], type, values: values.slice(0, 1) as Float32Array });
    return this.add(this.#name(), "Fill", [dims, value], {
      T: attribute.type(type),
      index_type: attribute.type(dataType.int32),
    });
  }

  #name(): string {
    return `${this.scope}n${this.#count++}`;
  }
}

/** TensorFlow's number for the type of a tensor's values. */
export function typeOf(tensor: tf.Tensor): number {
  return nativeBackend().getDTypeInteger(tensor.dtype);
}

function idOf(tensor: tf.Tensor): number {
  return nativeBackend().getInputTensorIds([tensor])[0]!;
}
