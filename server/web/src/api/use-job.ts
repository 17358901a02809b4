import { useCallback, useEffect, useRef, useState } from "react";
import type { Answer } from "./ask.ts";
import { pathOf, type Returned } from "./calls.ts";
import { follow } from "./events.ts";

export type Job = Returned<"showJob">;

/** Long work that this part of the page asked for, followed to its end. */
export interface Work {
  job: Job | undefined;
  running: boolean;
  /** Why it failed, or was not begun. */
  failure: string | undefined;
  /** Follows what `asked` began; resolves to it as it ended, undefined where it was refused. */
  start(asked: Promise<Answer<Job>>): Promise<Job | undefined>;
}

export function useJob(): Work {
  const [job, setJob] = useState<Job>();
  const [running, setRunning] = useState(false);
  const [failure, setFailure] = useState<string>();
  const left = useRef(new AbortController());
  useEffect(() => {
    left.current = new AbortController();
    const { current } = left;
    return () => current.abort();
  }, []);
  const start = useCallback(async (asked: Promise<Answer<Job>>) => {
    const { signal } = left.current;
    setRunning(true);
    setFailure(undefined);
    setJob(undefined);
    const { data, problem } = await asked;
    let last = data;
    if (data) {
      setJob(data);
      await follow(pathOf("followJob", { id: data.id }), {
        last: ["end"],
        signal,
        lost: setFailure,
        on: (event) => {
          setFailure(undefined);
          last = event.data as Job;
          setJob(last);
        },
      });
    }
    if (signal.aborted) return last;
    setRunning(false);
    setFailure(problem?.detail ?? last?.failure?.detail);
    return last;
  }, []);
  return { job, running, failure, start };
}
