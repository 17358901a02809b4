import type { tf } from "../tensorflow.ts";
import { copyLayersModel, openLayersModel } from "./layers-model.ts";
import { openOnnx } from "./onnx/run-onnx.ts";
import { writeOnnx } from "./onnx/write-onnx.ts";
import { openSavedModel, writeSavedModel } from "./saved-model.ts";
import type { LoadedExport } from "./scores.ts";

/** What a model can be exported as. */
export const exportFormats = ["tfjs", "savedmodel", "onnx"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** How a format is written, and loaded again to be checked. */
export interface Format {
  /** As people call it. */
  title: string;
  /** `stored` is the folder that the model was loaded from. */
  write(model: tf.LayersModel, directory: string, stored: string): Promise<void>;
  open(directory: string): Promise<LoadedExport>;
}

export const formats: Readonly<Record<ExportFormat, Format>> = {
  tfjs: {
    title: "TensorFlow.js",
    write: (_model, directory, stored) => copyLayersModel(stored, directory),
    open: openLayersModel,
  },
  savedmodel: { title: "TensorFlow SavedModel", write: writeSavedModel, open: openSavedModel },
  onnx: { title: "ONNX", write: writeOnnx, open: openOnnx },
};
