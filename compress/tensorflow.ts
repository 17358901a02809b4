import { createRequire } from "node:module";
import type * as tensorflow from "@tensorflow/tfjs-node-gpu";
import { addonFile, openAddon, packageName, restoreRemovedFunctions } from "./native.ts";

type TensorFlow = typeof tensorflow;

let loaded: TensorFlow | undefined;

function load(): TensorFlow {
  if (loaded === undefined) {
    restoreRemovedFunctions();
    openAddon(addonFile());
    loaded = createRequire(import.meta.url)(packageName) as TensorFlow;
  }
  return loaded;
}

/**
 * TensorFlow.js on native TensorFlow: the one place in this folder that loads it.
 *
 * It is loaded when it is first used, not when this file is imported: what only asks which
 * operators or networks are available starts at once, and without a library. The first use throws
 * CompressError `native_missing` when the addon or its library is absent.
 */
export const tf = new Proxy({} as TensorFlow, {
  get: (_, name) => load()[name as keyof TensorFlow],
  has: (_, name) => name in load(),
});

/** Its types, under the same name. */
export declare namespace tf {
  type DataType = tensorflow.DataType;
  type GradConfig = tensorflow.GradConfig;
  type LayersModel = tensorflow.LayersModel;
  /** A model as it is saved and loaded; the package keeps the name to itself. */
  type ModelArtifacts = Parameters<Parameters<typeof tensorflow.io.withSaveHandler>[0]>[0];
  type Rank = tensorflow.Rank;
  type Scalar = tensorflow.Scalar;
  type Shape = tensorflow.Shape;
  type SymbolicTensor = tensorflow.SymbolicTensor;
  type Tensor<R extends tensorflow.Rank = tensorflow.Rank> = tensorflow.Tensor<R>;
  type Tensor1D = tensorflow.Tensor1D;
  type Tensor2D = tensorflow.Tensor2D;
  type Tensor3D = tensorflow.Tensor3D;
  type Tensor4D = tensorflow.Tensor4D;
  namespace layers {
    type Layer = tensorflow.layers.Layer;
  }
  type Variable<R extends tensorflow.Rank = tensorflow.Rank> = tensorflow.Variable<R>;
}

/** What one native operation returned: the number of its tensor, and what is in it. */
export interface NativeTensor {
  id: number;
  shape: number[];
  dtype: number;
}

/** One attribute of a native operation; `type` is one of the addon's `TF_ATTR_…` numbers. */
export interface NativeAttribute {
  name: string;
  type: number;
  value: unknown;
}

/** The values of a tensor as the addon takes and returns them; strings are bytes. */
export type NativeValues = Float32Array | Int32Array | Uint8Array | Uint8Array[];

/**
 * The addon, as far as we use it: TensorFlow's eager operations, and its sessions under the name of
 * saved models.
 */
export interface NativeAddon {
  createTensor(shape: number[], dtype: number, values: NativeValues): number;
  deleteTensor(id: number): void;
  tensorDataSync(id: number): NativeValues;
  executeOp(op: string, attributes: NativeAttribute[], inputs: number[], outputs: number): NativeTensor[];
  loadSavedModel(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(session: number, inputs: number[], inputNames: string, outputNames: string): NativeTensor[];
  getNumOfSavedModels(): number;
  getNumOfTensors(): number;
  isUsingGpuDevice(): boolean;
  readonly TF_Version: string;
  readonly TF_FLOAT: number;
  readonly TF_INT32: number;
  readonly TF_BOOL: number;
  readonly TF_ATTR_STRING: number;
  readonly TF_ATTR_INT: number;
  readonly TF_ATTR_FLOAT: number;
  readonly TF_ATTR_BOOL: number;
  readonly TF_ATTR_TYPE: number;
  readonly TF_ATTR_SHAPE: number;
}

/** The backend behind `tf`, with the members that its own declaration keeps private. */
export interface NativeBackend {
  binding: NativeAddon;
  getDTypeInteger(dtype: tf.DataType): number;
  getInputTensorIds(tensors: tf.Tensor[]): number[];
  createOutputTensor(tensor: NativeTensor): tf.Tensor;
  executeSingleOutput(op: string, attributes: NativeAttribute[], inputs: tf.Tensor[]): tf.Tensor;
  executeMultipleOutputs(op: string, attributes: NativeAttribute[], inputs: tf.Tensor[], outputs: number): tf.Tensor[];
}

/** The native backend, for operations that TensorFlow has and TensorFlow.js does not offer. */
export function nativeBackend(): NativeBackend {
  return tf.backend() as unknown as NativeBackend;
}
