import { existsSync } from "node:fs";

/** The file that starts the command line; processes of ours are started through it, from a clone and from a release alike. */
export const entryPoint: URL = [
  new URL("./automc.mjs", import.meta.url),
  new URL("../../server/automc.mjs", import.meta.url),
].find((url) => existsSync(url)) as URL;
