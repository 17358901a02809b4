import { open } from "node:fs/promises";
import { beginsAsOnnx } from "../../../compress/index.ts";
import { BadInput } from "../../errors.ts";

/**
 * What kind of a model's file it is, by its first bytes: Keras' .keras is a zip, .h5 is HDF5, and ONNX
 * begins with the version of its format.
 *
 * @throws BadInput for any other.
 */
export async function modelFileKind(path: string): Promise<"keras" | "h5" | "onnx"> {
  const file = await open(path);
  try {
    const head = Buffer.alloc(8);
    await file.read(head, 0, 8, 0);
    if (head.subarray(0, 4).equals(Buffer.from("PK\x03\x04", "latin1"))) return "keras";
    if (head.equals(Buffer.from("\x89HDF\r\n\x1a\n", "latin1"))) return "h5";
    if (beginsAsOnnx(head)) return "onnx";
  } finally {
    await file.close();
  }
  throw new BadInput(
    "The file is no model of Keras or in ONNX: send a .keras, .h5 or .onnx file as it is; others are taken by the command line.",
  );
}
