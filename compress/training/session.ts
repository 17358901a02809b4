import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CompressError } from "../errors.ts";
import { nativeBackend, type tf } from "../tensorflow.ts";
import { type GraphNode, savedModel, servingTag } from "./graph-def.ts";
import { explainOutOfMemory } from "./memory.ts";

/**
 * A TensorFlow graph with its variables in memory. Unload it always: TensorFlow.js does not know
 * what it holds.
 */
export class Session {
  #id: number | undefined;

  /**
   * @throws CompressError `unsupported_layer` when TensorFlow cannot read the graph,
   *   `out_of_memory`.
   */
  constructor(nodes: readonly GraphNode[]) {
    const folder = mkdtempSync(join(tmpdir(), "automc-graph-"));
    try {
      writeFileSync(join(folder, "saved_model.pb"), savedModel(nodes));
      this.#id = nativeBackend().binding.loadSavedModel(folder, servingTag);
    } catch (cause) {
      throw asCompressError(cause, "unsupported_layer", "TensorFlow does not take the traced graph");
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  /**
   * Feeds tensors to nodes, and returns the first output of others; the caller disposes them.
   *
   * @throws CompressError `out_of_memory`, or `bad_model` for every other failure inside
   *   TensorFlow.
   */
  run(feeds: readonly { node: string; tensor: tf.Tensor }[], fetches: readonly string[]): tf.Tensor[] {
    if (this.#id === undefined) throw new Error("The session was unloaded.");
    if (fetches.length === 0) return [];
    const backend = nativeBackend();
    const ids = backend.getInputTensorIds(feeds.map(({ tensor }) => tensor));
    const names = (nodes: readonly string[]) => nodes.map((node) => `${node}:0`).join();
    try {
      return backend.binding
        .runSavedModel(this.#id, ids, names(feeds.map(({ node }) => node)), names(fetches))
        .map((tensor) => backend.createOutputTensor(tensor));
    } catch (cause) {
      throw asCompressError(cause, "bad_model", "TensorFlow failed inside the traced graph");
    }
  }

  /** Frees the graph and its variables. A second call does nothing. */
  unload(): void {
    if (this.#id === undefined) return;
    nativeBackend().binding.deleteSavedModel(this.#id);
    this.#id = undefined;
  }
}

function asCompressError(cause: unknown, code: "unsupported_layer" | "bad_model", what: string): unknown {
  const explained = explainOutOfMemory(cause);
  if (explained !== cause) return explained;
  return new CompressError(code, `${what}: ${cause instanceof Error ? cause.message : cause}`, { cause });
}
