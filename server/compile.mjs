// Commands run as JavaScript. To load TypeScript takes half a second of processor time, and to load
// hundreds of files one by one takes another; so the server is compiled, with the packages that
// most commands load, into a few files before it first runs.
import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, statSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join, relative } from "node:path";

const folders = ["graph", "ingest", "embed", "search", "compress", "datasets", "server"];
const entries = ["server/cli.ts", "server/workers.ts"];
const compiledIn = ["cli-progress", "cli-table3", "commander", "neo4j-driver", "proper-lockfile", "zod"];

/**
 * How many builds stay: a process that was started before an edit may still load a part of its own.
 */
const keptBuilds = 8;

/**
 * The compiled server: `ROOT/dist/KEY`, where KEY stands for the sources as they are now. It is
 * compiled first where that is not there yet, so what runs is never older than the sources.
 *
 * @param {string} root absolute path of the clone
 * @returns {Promise<string>} the folder, with a file for each entry: `cli.js`
 * @throws {Error} in one sentence where a source can't be compiled, or dist/ can't be written
 */
export async function compiled(root) {
  const dist = join(root, "dist");
  const build = join(dist, keyOf(root));
  if (existsSync(build)) return build;
  const aside = join(dist, `.${randomUUID()}`);
  try {
    await mkdir(aside, { recursive: true });
    await compile(root, aside);
    await rename(aside, build).catch((error) => {
      if (error.code !== "ENOTEMPTY" && error.code !== "EEXIST") throw error; // another process was faster
    });
    await removeOld(dist);
  } catch (cause) {
    if (!["EACCES", "EPERM", "EROFS", "ENOSPC"].includes(cause.code)) throw cause;
    throw new Error(`The compiled server can't be written to ${dist} (${cause.code}).`, { cause });
  } finally {
    await rm(aside, { recursive: true, force: true }).catch(() => {});
  }
  return build;
}

/**
 * Changes with every edit: name, size and time of change of each source, of this file and of the
 * list of packages.
 */
function keyOf(root) {
  const hash = createHash("sha256");
  const add = (file) => {
    const { size, mtimeMs } = statSync(join(root, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  };
  const addAll = (folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) addAll(path);
      else if (path.endsWith(".ts")) add(path);
    }
  };
  for (const folder of folders) addAll(folder);
  for (const file of ["server/compile.mjs", "package-lock.json"]) add(file);
  return hash.digest("hex").slice(0, 16);
}

async function compile(root, outdir) {
  const { build } = await import("esbuild");
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir,
    bundle: true,
    splitting: true, // a command loads what it needs, and what two of them need is there once
    format: "esm",
    platform: "node",
    target: "node20.19",
    sourcemap: true,
    sourcesContent: false,
    logLevel: "silent", // a failure is thrown
    banner: { js: 'import { createRequire as from__ } from "node:module"; const require = from__(import.meta.url);' },
    plugins: [somePackages, ownPlaces(root)],
  });
}

/**
 * Packages other than those that are compiled in are loaded when a command needs them, as they are.
 */
const somePackages = {
  name: "some packages",
  setup(build) {
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer, kind }) => {
      if (kind === "entry-point" || importer.includes("/node_modules/")) return undefined;
      const name = path.split("/", path.startsWith("@") ? 2 : 1).join("/");
      return compiledIn.includes(name) ? undefined : { path, external: true };
    });
  },
};

/**
 * A source finds the files beside it (cards, locks, manifests) where it was written, not where it
 * was compiled to.
 */
const ownPlaces = (root) => ({
  name: "own places",
  setup(build) {
    build.onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const written = JSON.stringify(relative(join(root, "dist", "key"), path));
      const text = await readFile(path, "utf8");
      if (/import\.meta\.(?!url\b)/.test(text)) return { errors: [{ text: `${path}: use import.meta.url` }] };
      const contents = text.replaceAll("import.meta.url", `new URL(${written}, import.meta.url).href`);
      return { loader: "ts", contents };
    });
  },
});

async function removeOld(dist) {
  const builds = readdirSync(dist).filter((name) => /^[0-9a-f]{16}$/.test(name));
  const made = builds.flatMap((name) => {
    const found = statSync(join(dist, name), { throwIfNoEntry: false }); // another process may remove it too
    return found ? [{ name, at: found.mtimeMs }] : [];
  });
  const old = made.sort((a, b) => b.at - a.at).slice(keptBuilds);
  await Promise.all(old.map(({ name }) => rm(join(dist, name), { recursive: true, force: true })));
}
