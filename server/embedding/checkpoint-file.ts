import { existsSync } from "node:fs";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { deserialize, serialize } from "node:v8";
import type { Checkpoint, CheckpointStore } from "../../embed/index.ts";
import { putFile } from "../artifacts/atomic-write.ts";

/**
 * The checkpoint of a training in a file of its own, written aside and renamed, in V8's own format,
 * which keeps every bit of a number. A file that cannot be read (of another Node, or damaged)
 * counts as none, and `tell` receives a sentence about it. An epoch may take less time than writing
 * its checkpoint, so one is written at most every `everyMs`; a kill loses no more than that.
 */
export function checkpointFile(
  path: string,
  tell: (line: string) => void,
  everyMs = 1_000,
): CheckpointStore & { remove(): Promise<void> } {
  let written = performance.now();
  return {
    async load() {
      if (!existsSync(path)) return undefined;
      try {
        return deserialize(await readFile(path)) as Checkpoint;
      } catch {
        tell("  The checkpoint of this training cannot be read; it starts from scratch.");
        return undefined;
      }
    },
    async save(checkpoint) {
      if (performance.now() - written < everyMs) return;
      await mkdir(dirname(path), { recursive: true });
      await putFile(path, serialize(checkpoint));
      written = performance.now();
    },
    remove: () => rm(path, { force: true }),
  };
}
