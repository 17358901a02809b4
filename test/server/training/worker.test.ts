import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { refusesScheme } from "../../../compress/index.ts";
import { ServerError } from "../../../server/errors.ts";
import { jobError } from "../../../server/training/worker.ts";

const thrownBy = (work: () => Promise<unknown>) =>
  work().then(
    () => undefined,
    (error: Error) => error,
  );

test("what the system refuses is named in one line, a defect keeps its stack, and neither refuses a scheme", async () => {
  const folder = await mkdtemp(join(tmpdir(), "automc-test-worker-"));
  await writeFile(join(folder, "file"), "");
  const system = await thrownBy(() => writeFile(join(folder, "file", "below"), "x"));
  await rm(folder, { recursive: true });
  const full = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
  for (const error of [system, full]) {
    const told = jobError(error);
    expect(told).toMatchObject({ code: "job_failed", message: expect.stringContaining(error!.message) });
    expect(told.message).not.toContain("\n");
  }
  expect(jobError(full).message).toMatch(/^The disk is full, .*make room/);
  expect(jobError(new TypeError("x is undefined")).message).toContain("at ");
  for (const error of [system, full, new TypeError("x")]) expect(refusesScheme(error)).toBe(false);
  const refusal = new ServerError("scheme_refused", "Too much.");
  expect(jobError(refusal)).toMatchObject({ code: "scheme_refused", message: "Too much." });
  expect(jobError(new ServerError("damaged_model", "It is."))).toMatchObject({
    code: "job_refused",
    message: "It is.",
  });
});
