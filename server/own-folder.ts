import { chmodSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** What AutoMC keeps in AUTOMC_HOME, which may hold other things too. */
const ours = ["artifacts", "bench", "datasets", "graph", "native", "neo4j", "review"];

/**
 * Makes AUTOMC_HOME where it is missing, for its owner alone, and keeps our folders in it to their
 * owner: models, the graph and its password are nobody else's. What can't be changed is left as it
 * is, since it may be there to be read only.
 */
export function keepToOwner(home: string): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    for (const folder of ours) if (existsSync(join(home, folder))) chmodSync(join(home, folder), 0o700);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (!["EACCES", "EPERM", "EROFS", "ENOENT", "ENOSPC", "ENOTDIR", "EEXIST"].includes(code ?? "")) throw error;
  }
}
