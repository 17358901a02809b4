import { encodeOnnx } from "../../../compress/index.ts";
import type { BoostedTrees } from "./boosted-trees.ts";

/** The names of what goes into the ONNX file, and comes out. */
export const ends = { input: "features", output: "predictions" } as const;

/**
 * Boosted trees, one ensemble for each output, as one ONNX file.
 *
 *   features [batch, features] float32 -> predictions [batch, outputs] float32
 *
 * @param outputs an ensemble for each output, in order
 */
export function treesAsOnnx(outputs: readonly BoostedTrees[], features: number): Uint8Array {
  const nodes: { tree: number; at: number; feature: number; threshold: number; low: number; high: number }[] = [];
  const leaves: { tree: number; at: number; output: number; value: number }[] = [];
  let tree = 0;
  for (const [output, { trees }] of outputs.entries()) {
    for (const own of trees) {
      for (const [at, { feature, threshold, low, high, value }] of own.entries()) {
        nodes.push({ tree, at, feature, threshold, low, high });
        if (feature < 0) leaves.push({ tree, at, output, value });
      }
      tree++;
    }
  }
  return encodeOnnx({
    name: "compressbench-surrogate",
    nodes: [
      {
        op: "TreeEnsembleRegressor",
        classical: true,
        inputs: [ends.input],
        output: ends.output,
        attributes: {
          n_targets: outputs.length,
          post_transform: "NONE",
          base_values: { floats: outputs.map(({ start }) => start) },
          nodes_treeids: nodes.map((node) => node.tree),
          nodes_nodeids: nodes.map((node) => node.at),
          nodes_featureids: nodes.map(({ feature }) => Math.max(0, feature)),
          nodes_values: { floats: nodes.map(({ threshold }) => threshold) },
          nodes_modes: { strings: nodes.map(({ feature }) => (feature < 0 ? "LEAF" : "BRANCH_LEQ")) },
          nodes_truenodeids: nodes.map(({ low }) => Math.max(0, low)),
          nodes_falsenodeids: nodes.map(({ high }) => Math.max(0, high)),
          target_treeids: leaves.map((leaf) => leaf.tree),
          target_nodeids: leaves.map((leaf) => leaf.at),
          target_ids: leaves.map(({ output }) => output),
          target_weights: { floats: leaves.map(({ value }) => value) },
        },
      },
    ],
    tensors: [],
    inputs: [{ name: ends.input, shape: ["batch", features] }],
    outputs: [{ name: ends.output, shape: ["batch", outputs.length] }],
  });
}
