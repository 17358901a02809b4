import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ServerError } from "../errors.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** How many builds stay: a server that was started before an edit still serves a build of its own. */
const keptBuilds = 4;

/**
 * The built page: `dist/page/KEY`, where KEY stands for its sources as they are now. It is built
 * first where that is not there yet; `begin` is called then, and what it returns when it is done.
 *
 * @returns the folder, with `index.html` and `assets`
 * @throws ServerError `provisioning_failed` where a source can't be built, or dist/ can't be written
 */
export async function ensurePage(begin: () => (note: string) => void): Promise<string> {
  const builds = join(root, "dist", "page");
  const page = join(builds, keyOfSources());
  if (existsSync(page)) return page;
  const end = begin();
  const start = performance.now();
  const aside = join(builds, `.${randomUUID()}`);
  try {
    await mkdir(builds, { recursive: true });
    await build(aside);
    await rename(aside, page).catch((error) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error; // another process was faster
    });
    await removeOld(builds);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ServerError("provisioning_failed", `The page can't be built in ${builds}: ${message}`, { cause });
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
  end(`${((performance.now() - start) / 1000).toFixed(1)} s`);
  return page;
}

/**
 * Nothing is inlined, and nothing is made of text at run time: the page runs under a strict
 * content security policy.
 */
async function build(outDir: string): Promise<void> {
  const vite = await import("vite");
  await vite.build({
    root: join(root, "server", "web"),
    configFile: false,
    logLevel: "silent", // a failure is thrown
    mode: "production",
    cacheDir: join(outDir, "..", ".cache"),
    define: { "process.env.NODE_ENV": JSON.stringify("production") },
    esbuild: { jsx: "automatic", jsxDev: false }, // whatever NODE_ENV the caller has
    worker: { format: "es" },
    build: {
      outDir,
      emptyOutDir: true,
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      target: "es2022",
      reportCompressedSize: false,
      chunkSizeWarningLimit: 2000,
    },
  });
}

/** What of ours is in the page: its own sources, and the arithmetic that it shares with the server. */
const sourceFolders = ["server/web", "search"];
const sourceFiles = ["server/csv.ts", "server/provision/page.ts", "package-lock.json"];

/** Changes with every edit: name, size and time of change of each source, and the list of packages. */
function keyOfSources(): string {
  const hash = createHash("sha256");
  const add = (file: string) => {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  };
  const sources = sourceFolders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true }),
  );
  const files = sources.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files.sort()) add(file.slice(root.length));
  for (const file of sourceFiles) add(file);
  return hash.digest("hex").slice(0, 16);
}

async function removeOld(builds: string): Promise<void> {
  const made = readdirSync(builds)
    .filter((name) => /^[0-9a-f]{16}$/.test(name))
    .map((name) => ({ name, at: statSync(join(builds, name), { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  const old = made.sort((a, b) => b.at - a.at).slice(keptBuilds);
  await Promise.all(old.map(({ name }) => rm(join(builds, name), { recursive: true, force: true })));
}
