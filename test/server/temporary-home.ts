import { mkdir, mkdtemp, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processConfig } from "../../server/config.ts";

/**
 * A new AUTOMC_HOME that is already set up: what was provisioned is linked from the real one, all
 * else is empty.
 */
export async function temporaryHome(): Promise<string> {
  const home = await mkdtemp(join(tmpdir(), "automc-test-home-"));
  for (const folder of ["neo4j", "native"]) {
    const provisioned = join(processConfig().home, folder);
    await mkdir(provisioned, { recursive: true });
    await symlink(provisioned, join(home, folder));
  }
  return home;
}
