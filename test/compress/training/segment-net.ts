import { buildNetwork } from "../../../compress/index.ts";
import { buildModel, readWeights } from "../../../compress/model/build.ts";
import { topologyOf } from "../../../compress/model/topology.ts";
import type { tf } from "../../../compress/tensorflow.ts";

/**
 * A ResNet-8 whose ReLUs are LMA's activations; their moving mean is 50 and their variance 0.001,
 * far from what any image gives.
 */
export async function segmentNet(seed: number): Promise<tf.LayersModel> {
  const model = buildNetwork("resnet8", { shape: [8, 8, 3], classes: 4, width: 4, seed });
  const topology = topologyOf(model);
  const relus = topology.config.layers.filter(({ config }) => config.activation === "relu");
  for (const layer of relus) {
    layer.class_name = "LightMultiSegmentActivation";
    layer.config = { name: layer.config.name, trainable: true, segments: 4 };
  }
  const added = relus.flatMap(({ config }) => [
    { name: `${config.name}/slope`, shape: [4], values: Float32Array.of(0, 0, 1, 1) },
    { name: `${config.name}/offset`, shape: [4], values: new Float32Array(4) },
    { name: `${config.name}/moving_mean`, shape: [1], values: Float32Array.of(50) },
    { name: `${config.name}/moving_variance`, shape: [1], values: Float32Array.of(1e-3) },
  ]);
  const student = await buildModel(topology, [...readWeights(model), ...added]);
  model.dispose();
  return student;
}
