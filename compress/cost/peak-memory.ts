import { callsOf } from "../model/calls.ts";
import type { tf } from "../tensorflow.ts";

const bytesPerNumber = 4;

/**
 * Bytes that inference needs at least at its fullest moment: all weights, and the tensors between
 * layers that are still wanted.
 *
 * Layers run one after the other in the network's order. A tensor is made by its call and freed
 * after the last call that takes it; while a layer runs, its inputs and its output are both in
 * memory. All numbers are of 4 bytes. What a kernel needs for itself is not in it, nor what
 * TensorFlow keeps ready, nor are layers that could work in place taken to do so: so it depends on
 * the network alone, and is the same on every machine. The memory of a process is larger.
 */
export function peakMemory(model: tf.LayersModel, batchSize: number): number {
  const { calls, outputs } = callsOf(model);
  const size = (shape: readonly number[]) => shape.reduce((product, length) => product * length, batchSize);
  const lastUse = new Map<string, number>();
  for (const [index, call] of calls.entries())
    for (const tensor of [call.output, ...call.others.map(({ output }) => output), ...call.inputs])
      lastUse.set(tensor, index);
  for (const output of outputs) lastUse.set(output, calls.length);
  const alive = new Map<string, number>();
  let peak = 0;
  for (const [index, call] of calls.entries()) {
    alive.set(call.output, size(call.outputShape));
    for (const { output, shape } of call.others) alive.set(output, size(shape));
    peak = Math.max(
      peak,
      [...alive.values()].reduce((sum, numbers) => sum + numbers, 0),
    );
    for (const tensor of alive.keys()) if (lastUse.get(tensor) === index) alive.delete(tensor);
  }
  const weights = [...new Set(model.weights)].reduce(
    (sum, { shape }) => sum + (shape as number[]).reduce((product, length) => product * length, 1),
    0,
  );
  return bytesPerNumber * (weights + peak);
}
