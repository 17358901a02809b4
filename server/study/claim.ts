import { randomUUID } from "node:crypto";
import { beatStudy, claimStudy, type Graph, run, type StudyName } from "../../graph/index.ts";
import type { Clock } from "../clock.ts";
import { ServerError } from "../errors.ts";
import type { Progress } from "../progress.ts";

/**
 * How often the process that runs a study reports that it is alive, and how long after its last
 * word it counts as dead.
 */
const beatEveryMs = 2_000;
export const staleSeconds = 15;
const askEveryMs = 500;

/**
 * Makes this process the one that runs a study, and resolves to the name under which it holds it.
 *
 * Where another process holds it, that one may have been killed: it is waited for until it was
 * silent for so long that it counts as dead. One that is alive keeps its study.
 *
 * @throws ServerError `study_running` when another process that is alive runs it.
 * @throws the signal's reason when that fires.
 */
export async function claim(
  { graph, progress, clock, signal }: { graph: Graph; progress: Progress; clock: Clock; signal?: AbortSignal },
  name: StudyName,
): Promise<string> {
  const owner = randomUUID();
  const until = clock.now() + staleSeconds * 1000 + beatEveryMs;
  for (let asked = 1; ; asked++) {
    signal?.throwIfAborted();
    const [claimed] = await run(graph, claimStudy, { name, owner, staleSeconds });
    if (claimed) return owner;
    if (clock.now() > until) {
      throw new ServerError(
        "study_running",
        `Study "${name}" is being run by another process; stop it first: automc search stop ${name}`,
      );
    }
    if (asked === 1)
      progress.line(`  Another process runs study "${name}", or ran it until it was killed; waiting to see which …`);
    await clock.sleep(askEveryMs, signal);
  }
}

/**
 * Reports every two seconds that the process which holds a study is alive, until `signal` fires.
 * Calls `onStop` when the study is to stop, or is no longer held under that name. A graph that
 * can't be reached for a while is asked again.
 */
export async function beat(
  { graph, clock, signal }: { graph: Graph; clock: Clock; signal: AbortSignal },
  { name, owner }: { name: StudyName; owner: string },
  onStop: () => void,
): Promise<void> {
  while (!signal.aborted) {
    await clock.sleep(beatEveryMs, signal).catch(() => {}); // woken by the signal
    if (signal.aborted) return;
    const row = await run(graph, beatStudy, { name, owner }).then(
      ([row]) => row ?? { stopRequested: true },
      () => undefined, // it may be restarting: the next beat shows
    );
    if (row?.stopRequested) onStop();
  }
}
