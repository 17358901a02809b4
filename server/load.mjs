import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { compiled } from "./compile.mjs";

/**
 * Imports one of the server's entries, compiled from the sources as they are now.
 *
 * @param {"cli" | "workers"} name
 */
export async function load(name) {
  const build = await compiled(fileURLToPath(new URL("..", import.meta.url)));
  return import(pathToFileURL(join(build, `${name}.js`)).href);
}
