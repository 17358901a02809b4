import type { CifarLayout } from "./cifar.ts";

/**
 * CIFAR-10, binary version: five training files and a test file of 10,000 records each, 1 label
 * byte.
 */
export const cifar10: CifarLayout = {
  title: "CIFAR-10",
  labelBytes: 1,
  labelAt: 0,
  classes: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
  trainFiles: [1, 2, 3, 4, 5].map((n) => `data_batch_${n}.bin`),
  testFile: "test_batch.bin",
};
