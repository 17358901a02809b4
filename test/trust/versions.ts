import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { engineVersion } from "../../server/training/evaluation-key.ts";
import { type Ended, startAutomc } from "../server/cli/command-line.ts";
import { differs, digest, forget, searchFor, whole } from "./kills.ts";
import type { Row } from "./row.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const notCopied = ["node_modules", ".git", "dist", "test"];

/**
 * Runs a study by this version and one by the next at the same time, in one home with one graph: both
 * end, with the same trials, and neither takes what the other measured for its own.
 */
export async function versions(home: string, environment: NodeJS.ProcessEnv, o: { rounds: number }): Promise<Row> {
  const reference = await whole(home, environment, "undisturbed-version");
  const next = await mkdtemp(join(tmpdir(), "automc-trust-next-"));
  const failures: string[] = [];
  try {
    await cp(root, next, { recursive: true, filter: (file) => !notCopied.includes(relative(root, file)) });
    await symlink(join(root, "node_modules"), join(next, "node_modules"));
    const engine = join(next, "server", "training", "evaluation-key.ts");
    const text = await readFile(engine, "utf8");
    await writeFile(engine, text.replace(`engineVersion = ${engineVersion}`, `engineVersion = ${engineVersion + 1}`));
    for (let round = 1; round <= o.rounds; round += 1) {
      await forget(home);
      const names = [`this-${round}`, `next-${round}`] as const;
      const programs = [undefined, join(next, "server", "automc.mjs")];
      const ended = await Promise.all(
        names.map((name, at) => startAutomc(searchFor(name), environment, "", undefined, programs[at]).ended),
      );
      for (const [at, name] of names.entries()) {
        const fault = await faultOf(ended[at]!, name, environment, reference);
        if (fault) failures.push(`round ${round}, ${name}: ${fault}`);
      }
    }
  } finally {
    await rm(next, { recursive: true, force: true });
  }
  return { area: "two versions at once in one home", tried: 2 * o.rounds, failures };
}

async function faultOf(
  { code, stderr }: Ended,
  name: string,
  environment: NodeJS.ProcessEnv,
  reference: string,
): Promise<string | undefined> {
  if (code !== 0) return `it ended with ${code}: ${stderr.slice(-300)}`;
  if (/recalled|measured before/.test(stderr)) return "it took what the other version measured";
  return differs(await digest(name, environment), reference);
}
