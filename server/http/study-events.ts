import {
  type Graph,
  type RecordedStudy,
  run,
  runOne,
  type StudyName,
  showStudy,
  trialsOfStudy,
} from "../../graph/index.ts";
import type { StudyNews, StudyRunner } from "../study/runner.ts";
import type { ServerSentEvent } from "./route.ts";
import type { SharedReads } from "./shared-reads.ts";

/** The states in which nothing more will happen to a study unless somebody resumes it. */
export function hasEnded({ state }: Pick<RecordedStudy, "state">): boolean {
  return state !== "queued" && state !== "running";
}

/**
 * A study as a stream: `study` first, then a `trial` for each one after number `after` (its id is
 * the number), `progress` while it runs in a process of this server, and `end` with the study as it
 * ended.
 *
 * Trials are read from the graph, whoever measures them: news only means that it is time to look,
 * and a look every `pollMs` finds those of a study that another process runs. The state is read
 * before the trials, so `end` never comes before the last of them.
 */
export async function* studyEvents(
  { graph, studies }: { graph: Graph; studies: StudyRunner },
  looks: SharedReads,
  name: StudyName,
  o: { after: number; pollMs: number; signal: AbortSignal },
): AsyncGenerator<ServerSentEvent> {
  const left = new AbortController();
  const leave = () => left.abort();
  if (o.signal.aborted) leave();
  o.signal.addEventListener("abort", leave, { once: true });
  const { signal } = left;
  // Listening starts before the first look, so nothing falls in between.
  const news = new NewsReader(studies.news(name, signal));
  const look = () => looks.read(name, () => runOne(graph, showStudy, { name }));
  const trialsFrom = (from: number) =>
    looks.read(`${from} ${name}`, () => run(graph, trialsOfStudy, { study: name, from }));
  try {
    let study = await look();
    yield { event: "study", data: study };
    for (let last = o.after; !signal.aborted; study = await look()) {
      for (const trial of await trialsFrom(last + 1)) {
        yield { event: "trial", data: trial, id: String(trial.number) };
        last = trial.number;
      }
      if (hasEnded(study)) return yield { event: "end", data: study };
      yield* progressUntilNews(news, o.pollMs, signal);
    }
  } finally {
    o.signal.removeEventListener("abort", leave);
    leave();
  }
}

/**
 * Passes progress on until there is reason to look at the graph: a trial, the end, or the next
 * multiple of `pollMs`. Those who look on look at the same moments, and share what they read.
 */
async function* progressUntilNews(
  news: NewsReader,
  pollMs: number,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  const look = new AbortController();
  const lookNow = () => look.abort();
  const timer = setTimeout(lookNow, pollMs - (Date.now() % pollMs));
  signal.addEventListener("abort", lookNow, { once: true });
  try {
    while (!signal.aborted) {
      const item = await news.next(look.signal);
      if (item?.kind !== "progress") return;
      const { kind: _, ...data } = item;
      yield { event: "progress", data };
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", lookNow);
  }
}

/** Reads news one at a time, without losing what arrives while nobody waits. */
class NewsReader {
  readonly #iterator: AsyncIterator<StudyNews>;
  #pending: Promise<IteratorResult<StudyNews, unknown>> | undefined;

  constructor(news: AsyncIterable<StudyNews>) {
    this.#iterator = news[Symbol.asyncIterator]();
    this.#ask();
  }

  #ask(): Promise<IteratorResult<StudyNews, unknown>> {
    this.#pending ??= this.#iterator.next();
    this.#pending.catch(() => {}); // answered for in `next`, which may come later
    return this.#pending;
  }

  /**
   * The next piece of news; undefined once `until` fires. After the last piece it waits for
   * `until`.
   */
  async next(until: AbortSignal): Promise<StudyNews | undefined> {
    const fired = new Promise<undefined>((resolve) => {
      if (until.aborted) resolve(undefined);
      else until.addEventListener("abort", () => resolve(undefined), { once: true });
    });
    const result = await Promise.race([fired, this.#ask()]);
    if (result === undefined) return undefined;
    if (result.done) return await fired;
    this.#pending = undefined;
    return result.value;
  }
}
