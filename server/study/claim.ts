import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { claimStudy, type Graph, run } from "../../graph/index.ts";
import { ServerError } from "../errors.ts";
import type { Progress } from "../progress.ts";

/** How often the process that runs a study says that it lives, and how long after its last word it counts as dead. */
export const beatEveryMs = 2_000;
const staleSeconds = 15;
const askEveryMs = 500;

/**
 * Makes this process the one that runs a study, and gives the name under which it holds it.
 *
 * Where another process holds it, that one may have been killed: it is waited for until it was silent for so long that it counts
 * as dead. One that lives keeps its study.
 *
 * @throws ServerError `study_running`; the signal's reason when it fires.
 */
export async function claim(
  { graph, progress, signal }: { graph: Graph; progress: Progress; signal?: AbortSignal },
  name: string,
): Promise<string> {
  const owner = randomUUID();
  const until = performance.now() + staleSeconds * 1000 + beatEveryMs;
  for (let asked = 1; ; asked++) {
    signal?.throwIfAborted();
    const [claimed] = await run(graph, claimStudy, { name, owner, staleSeconds });
    if (claimed) return owner;
    if (performance.now() > until) {
      throw new ServerError(
        "study_running",
        `Study "${name}" is being run by another process; stop it first: automc search stop ${name}`,
      );
    }
    if (asked === 1)
      progress.line(`  Another process runs study "${name}", or ran it until it was killed; waiting to see which …`);
    await setTimeout(askEveryMs);
  }
}
