import { expect, test } from "vitest";
import { CompressError } from "../../../compress/errors.ts";
import { explainOutOfMemory } from "../../../compress/training/memory.ts";

test("what TensorFlow says when memory is short is recognised, anything else is left alone", () => {
  const cause = new Error("Session fail to run with error: OOM when allocating tensor with shape[9999,9999]");
  expect(explainOutOfMemory(cause)).toMatchObject({ code: "out_of_memory", cause });
  for (const other of [new Error("no BLOOM here"), new CompressError("aborted", "out of memory"), "OOM"]) {
    expect(explainOutOfMemory(other)).toBe(other);
  }
});
