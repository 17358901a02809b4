import { readFileSync } from "node:fs";

/**
 * AutoMC's version, from the package's manifest, which is one folder up in a clone and two in a
 * release.
 */
export const version: string = [
  new URL("../package.json", import.meta.url),
  new URL("../../package.json", import.meta.url),
]
  .map((url) => {
    try {
      return (JSON.parse(readFileSync(url, "utf8")) as { version: string }).version;
    } catch {
      return undefined;
    }
  })
  .find((found) => found !== undefined) as string;
