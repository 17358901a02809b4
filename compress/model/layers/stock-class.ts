import { tf } from "../../tensorflow.ts";

/** The class behind a layer of TensorFlow.js, which its package keeps to itself. */
export function stockClass(className: string): new (config: Record<string, unknown>) => tf.layers.Layer {
  const [found] = tf.serialization.SerializationMap.getMap().classNameMap[className]!;
  return found as unknown as new (
    config: Record<string, unknown>,
  ) => tf.layers.Layer;
}
