import { stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * What a file or folder is, where it is a format that cannot be read, and what to do; undefined for
 * all else. `head` is how the file begins, absent for a folder.
 */
export async function otherFormat(file: string, head: Uint8Array | undefined): Promise<string | undefined> {
  if (head === undefined) return (await isFile(join(file, "saved_model.pb"))) ? savedModel(file) : undefined;
  const text = Buffer.from(head).toString("latin1");
  if (text.slice(4, 8) === "TFL3")
    return `${file} is a TFLite file, made for inference alone: import the Keras model that it was converted from, or what python -m tf2onnx.convert --tflite ${file} --output model.onnx writes.`;
  const torch = /^PK/.test(text) && /data\.pkl|constants\.pkl/.test(text);
  const pickle = head[0] === 0x80 && head[1]! >= 2 && head[1]! <= 5;
  if (torch || pickle) return `${file} is a file of PyTorch, which cannot be read here: ${rebuild}.`;
  if (/\.pb$/.test(file) && !/saved_model\.pb$/.test(file))
    return `${file} is a frozen graph of TensorFlow, whose layers are lost: import the Keras model that it was made of, or what python -m tf2onnx.convert --graphdef ${file} --inputs INPUT:0 --outputs OUTPUT:0 --output model.onnx writes.`;
  if (/saved_model\.pb$/.test(file)) return savedModel(file.replace(/\/?saved_model\.pb$/, "") || ".");
  return undefined;
}

const rebuild = `in Python, with the network as model, run torch.onnx.export(model.eval(), torch.zeros(1, 3, HEIGHT, WIDTH), "model.onnx"), and import model.onnx`;

function savedModel(folder: string): string {
  return `${folder} is a SavedModel, whose layers cannot be read here: import what model.save("model.keras") writes, which for one of Keras 2 is python -c "import tf_keras; tf_keras.models.load_model('${folder}').save('model.keras')", or what python -m tf2onnx.convert --saved-model ${folder} --output model.onnx writes.`;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
