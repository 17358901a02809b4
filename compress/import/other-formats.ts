import { stat } from "node:fs/promises";
import { join } from "node:path";

const opset = "--opset 17";

/**
 * What a file or folder is, where it is a format that cannot be read, and the command that makes
 * one of it that can; undefined for all else. `head` is how the file begins, absent for a folder.
 */
export async function otherFormat(file: string, head: Uint8Array | undefined): Promise<string | undefined> {
  if (head === undefined) return (await isFile(join(file, "saved_model.pb"))) ? savedModel(file) : undefined;
  const text = Buffer.from(head).toString("latin1");
  if (text.slice(4, 8) === "TFL3")
    return `${file} is a TFLite file, made for inference alone: import the Keras model that it was converted from, or write "python -m tf2onnx.convert --tflite ${file} --output model.onnx ${opset}" and import model.onnx.`;
  if (/^PK/.test(text) && /data\.pkl|constants\.pkl/.test(text)) return torch(file);
  if (head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5) return torch(file);
  if (/saved_model\.pb$/.test(file)) return savedModel(file.replace(/\/?saved_model\.pb$/, "") || ".");
  return undefined;
}

function torch(file: string): string {
  return `${file} is a file of PyTorch, which only Python can read: write torch.onnx.export(model.eval(), torch.zeros(1, 3, 224, 224), "model.onnx") with the model's own image size, and import model.onnx.`;
}

function savedModel(folder: string): string {
  return `${folder} is a SavedModel, whose layers are lost: save the Keras model itself with model.save("model.keras"), or write "python -m tf2onnx.convert --saved-model ${folder} --output model.onnx ${opset}" and import model.onnx.`;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
