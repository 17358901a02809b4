import { useCallback, useEffect, useRef, useState } from "react";
import type { Problem } from "../api/ask.ts";
import { pathOf } from "../api/calls.ts";
import { follow } from "../api/events.ts";
import { askForStudy, takeAsked } from "./ask-early.ts";
import { type Study, type Trial, trialsOf } from "./shapes.ts";

/** How far the training under way is. */
export interface Underway {
  stage: string;
  done: number;
  note: string;
}

/** A study as it is now. */
export interface Live {
  study: Study | undefined;
  trials: readonly Trial[];
  underway: Underway | undefined;
  problem: Problem | undefined;
  /** Why nothing new arrives at the moment. */
  lost: string | undefined;
  again(): void;
}

/**
 * A study with its trials, live to its end: what is there comes at once, then each new trial.
 * Looking on starts nothing.
 */
export function useStudy(name: string): Live {
  const [turn, setTurn] = useState(0);
  const [study, setStudy] = useState<Study>();
  const [trials, setTrials] = useState<readonly Trial[]>([]);
  const [underway, setUnderway] = useState<Underway>();
  const [problem, setProblem] = useState<Problem>();
  const [lost, setLost] = useState<string>();
  const pending = useRef<Trial[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for all of it anew.
  useEffect(() => {
    const left = new AbortController();
    const { signal } = left;
    const flush = () => {
      if (pending.current.length === 0) return;
      const more = pending.current;
      pending.current = [];
      setTrials((before) => [...before, ...more]);
    };
    const timer = setInterval(flush, 200);
    const load = async () => {
      pending.current = [];
      const [points, about] = await Promise.all(takeAsked(name) ?? askForStudy(name, signal));
      if (signal.aborted) return;
      setProblem(points.problem ?? about.problem);
      if (!points.data || !about.data) return;
      const there = trialsOf(points.data);
      setTrials(there);
      setStudy(about.data);
      await follow(pathOf("followStudy", { name }), {
        after: String(there.at(-1)?.number ?? 0),
        last: ["end"],
        signal,
        lost: setLost,
        on: ({ event, data }) => {
          setLost(undefined);
          if (event === "trial") pending.current.push(data as Trial);
          if (event === "progress") setUnderway(data as Underway);
          if (event === "study" || event === "end") setStudy(data as Study);
          if (event === "end") setUnderway(undefined);
          if (event === "end") flush();
        },
      });
    };
    void load();
    return () => {
      left.abort();
      clearInterval(timer);
    };
  }, [name, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { study, trials, underway, problem, lost, again };
}
