import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const folders = ["graph", "datasets", "ingest", "embed", "search", "compress"];

/** Every README of ours, the root's included, and the documents in the folders' docs/. */
const documents = (await readdir(root, { recursive: true }))
  .filter((file) => /(^|\/)README\.md$|^\w+\/docs\/[^/]+\.md$/.test(file))
  .filter((file) => !/(^|\/)(node_modules|dist)\//.test(file))
  .sort();

/** Every example of theirs, with the line on which it begins. */
const examples = (
  await Promise.all(
    documents.map(async (file) => {
      const text = await readFile(join(root, file), "utf8");
      return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(({ 1: code, index }) => ({
        file,
        line: text.slice(0, index).split("\n").length,
        code: code!,
      }));
    }),
  )
).flat();

const scratch = mkdtempSync(join(tmpdir(), "automc-test-readmes-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/**
 * A new folder whose files import as those of `folder` do, and which is not ours to litter: what
 * lies beside it, and beside the folders above it, is linked from there.
 */
async function shadowOf(folder: string): Promise<string> {
  const shadow = await mkdtemp(join(scratch, "shadow-"));
  const path = folder === "." ? [] : folder.split("/");
  for (let depth = 0; depth <= path.length; depth++) {
    const here = path.slice(0, depth).join("/");
    await mkdir(join(shadow, here), { recursive: true });
    const beside = (await readdir(join(root, here))).filter((entry) => entry !== path[depth]);
    for (const entry of beside) await symlink(join(root, here, entry), join(shadow, here, entry));
  }
  return join(shadow, folder);
}

test.each(folders)("the README of %s shows how it is used", (folder) => {
  expect(examples.map(({ file }) => file)).toContain(`${folder}/README.md`);
});

test.each(examples)("$file, the example on line $line runs", async ({ file, line, code }) => {
  const script = join(await shadowOf(dirname(file)), `readme-example-${line}.ts`);
  await writeFile(script, code);
  // A failure tells with what the example ended and what it said.
  const run = promisify(execFile)(process.execPath, ["--import", "tsx", script], { cwd: root, timeout: 50_000 });
  await expect(run).resolves.toMatchObject({ stdout: expect.stringMatching(/./) });
});
