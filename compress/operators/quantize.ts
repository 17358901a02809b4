import { z } from "zod";
import { readWeights } from "../model/build.ts";
import { defineOperator } from "../operator.ts";
import { copyModel } from "../prune/surgery.ts";
import {
  decode,
  encode,
  type Quantization,
  quantization,
  quantizedTypes,
  setQuantizations,
} from "../store/quantization.ts";
import { tf } from "../tensorflow.ts";

/**
 * Rounds weights to 8-bit integers or 16-bit floats, which they are then stored as; the last step
 * of a scheme.
 *
 * The model computes with the rounded values, in 32-bit floats, so what is measured is what the
 * stored file returns. It has as many parameters as before; its bytes are fewer. With uint8 the
 * kernels are rounded, biases, scales, shifts and statistics are not: they are few, and a variance
 * rounded to 0 would break its batch norm. A later step that changes weights makes them 32-bit
 * floats again.
 * Source: Jacob et al., CVPR 2018, arXiv:1712.05877, section 2.1, one scale for each weight; halves
 * as IEEE 754 has them.
 */
export const quantize = defineOperator({
  id: "quantize",
  keepsStatistics: true,
  params: z.strictObject({ dtype: z.enum(quantizedTypes) }),
  async apply(model, { dtype }, context) {
    const rounded = await copyModel(model);
    const chosen = new Map<string, Quantization>();
    const variables = new Map(rounded.weights.map((variable) => [variable.originalName, variable]));
    const beyond: string[] = [];
    for (const { name, shape, values } of readWeights(rounded)) {
      if (dtype === "uint8" && shape.length < 2) continue;
      const how = quantization(values, dtype);
      if (how === null) {
        beyond.push(name);
        continue;
      }
      chosen.set(name, how);
      tf.tidy(() => void variables.get(name)!.write(tf.tensor(decode(encode(values, how), how), shape)));
    }
    if (beyond.length > 0)
      context.note?.(`quantize: ${beyond.join(", ")} stay 32-bit floats, as a half cannot hold numbers so large.`);
    setQuantizations(rounded, chosen);
    return rounded;
  },
});
