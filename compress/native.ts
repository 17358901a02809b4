import { createRequire } from "node:module";
import util from "node:util";
import { CompressError } from "./errors.ts";

/** The package that brings TensorFlow.js for native TensorFlow. */
export const packageName = "@tensorflow/tfjs-node-gpu";
const require = createRequire(import.meta.url);

/**
 * Loads the native addon of TensorFlow.js from a file, to learn whether it can be loaded at all.
 *
 * @throws CompressError `native_missing` when the file is absent, or the TensorFlow library that it
 *   needs is.
 */
export function openAddon(file: string): void {
  try {
    require(file);
  } catch (cause) {
    throw new CompressError(
      "native_missing",
      `Native TensorFlow cannot be loaded from ${file}, and without it nothing can be trained: run "npm run setup".`,
      { cause },
    );
  }
}

/** Where the TensorFlow.js package looks for its addon. */
export function addonFile(): string {
  const manifest = require.resolve(`${packageName}/package.json`);
  const { find } = createRequire(manifest)("@mapbox/node-pre-gyp") as { find(manifest: string): string };
  return find(manifest);
}

/** TensorFlow.js 4.22 still calls two functions that Node 23 took out of `util`. */
export function restoreRemovedFunctions(): void {
  const old = util as unknown as Record<string, unknown>;
  old.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  old.isArray ??= Array.isArray;
}
