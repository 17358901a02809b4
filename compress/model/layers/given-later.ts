import { tf } from "../../tensorflow.ts";
import type { ModelConfig } from "../model-config.ts";

interface Serialized {
  className: string;
  config: Record<string, never>;
}

/** The class name of the initializer below in a topology that is about to be built. */
const className = "GivenLater";

let registered = false;

/**
 * Makes the initializer known to TensorFlow.js; inside a function, so that importing this file does
 * not load native TensorFlow.
 */
function registerGivenLater(): void {
  if (registered) return;
  /**
   * An initializer that draws nothing: zeros, until the weights are set. It is written down as the
   * initializer that it replaces, so a model built with it is saved, and can be drawn from scratch,
   * as the one it was made from.
   */
  class GivenLater extends tf.serialization.Serializable {
    static readonly className = className;
    readonly #original: Serialized;

    constructor({ original }: { original: Serialized }) {
      super();
      this.#original = original;
    }

    apply(shape: tf.Shape, dtype?: tf.DataType): tf.Tensor {
      return tf.zeros(shape as number[], dtype);
    }

    override getClassName(): string {
      return this.#original.className;
    }

    getConfig(): Record<string, never> {
      return this.#original.config;
    }
  }
  tf.serialization.registerClass(GivenLater as unknown as Parameters<typeof tf.serialization.registerClass>[0]);
  registered = true;
}

/**
 * A topology whose layers start from zeros instead of drawing random weights; the caller's is not
 * changed.
 */
export function givenLater(topology: ModelConfig): ModelConfig {
  registerGivenLater();
  const inside = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(inside);
    if (part === null || typeof part !== "object") return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, value]) =>
        key.endsWith("_initializer") && value?.class_name
          ? [key, { class_name: className, config: { original: value } }]
          : [key, inside(value)],
      ),
    );
  };
  return inside(topology) as ModelConfig;
}
