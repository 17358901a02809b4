import { existsSync } from "node:fs";

/** Where Debian puts it, or what CHROMIUM names. */
export const chromiumPath = process.env.CHROMIUM ?? "/usr/bin/chromium";

/** Says what to install before anything is started. */
export default function setup(): void {
  if (existsSync(chromiumPath)) return;
  throw new Error(
    `There is no Chromium at ${chromiumPath}; on Debian: apt-get install -y --no-install-recommends chromium fonts-liberation (or set CHROMIUM to another).`,
  );
}
